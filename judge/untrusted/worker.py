"""The worker: load one submission from the command pipe, then answer calls until the pipe closes.

The submission shares this process and can change anything in it, so nothing here decides, measures or knows anything: no
expected value, no property, no verdict. What this module promises is convenience for honest submissions only; the judge
believes none of it. The host has imported all that is needed here, because what a worker imports is paid for each submission.
"""

from __future__ import annotations

import builtins
import linecache
import os
import random
import sys
import traceback

from judge.wire import codec, messages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

MODULE_NAME = "submission"
_BOUNDED = (messages.RETURNED, messages.ANSWERS)
_UNCHANGEABLE = (int, float, str, bool, type(None))
_TEXT_LIMIT = 2_000
_TRACEBACK_LIMIT = 8_000
_BUILTIN_EXCEPTIONS = {
    id(kind): kind.__name__
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


def main(commands: int, replies: int, returned_bytes: int) -> None:
    """Serve the judge at the other end of two pipes.

    Args:
        commands: Descriptor to read requests from.
        replies: Descriptor to write replies to.
        returned_bytes: The largest encoded value that the judge will take.
    """
    sys.dont_write_bytecode = True
    function, held = None, ()
    while (request := _read_message(commands)) is not None:
        tag, flags, count, call_id, body = request
        if tag == messages.HELLO:
            reply: tuple[int, object] = messages.READY, None
        elif tag == messages.LOAD:
            function, reply = _load(*codec.decode(body))
        elif tag == messages.CALLS:
            reply = _call_one_by_one(function, body, returned_bytes)
        elif tag == messages.HOLD:
            held = codec.decode(body)
            reply = messages.READY, None
        else:
            if flags & messages.HELD:
                args, kwargs, held = held, {}, ()
            else:
                args, kwargs = codec.decode(body) if flags & messages.KEYWORDS else (codec.decode(body), {})
            reply = _call(function, args, kwargs, flags, count)
        answer = _encode(*reply, call_id, returned_bytes)
        _flush()
        _write(replies, answer)
        # Freed now, not in the middle of the next call, whose time it would add to.
        body = args = kwargs = reply = answer = request = None  # type: ignore[assignment]
    os._exit(0)


def _read_message(commands: int) -> tuple[int, int, int, bytes, bytes] | None:
    header = _read(commands, messages.HEADER_BYTES)
    if header is None:
        return None
    size, tag, flags, count, call_id = messages.HEADER.unpack(header)
    body = _read(commands, size)
    return None if body is None else (tag, flags, count, call_id, body)


def _read(descriptor: int, size: int) -> bytes | None:
    chunk = os.read(descriptor, min(size, 1 << 20))
    if len(chunk) == size:
        return chunk
    chunks = [chunk]
    left = size - len(chunk)
    while left and chunk:
        chunk = os.read(descriptor, min(left, 1 << 20))
        chunks.append(chunk)
        left -= len(chunk)
    return None if left else b"".join(chunks)


def _encode(tag: int, value: object, call_id: bytes, returned_bytes: int) -> bytes:
    try:
        # An exception's texts are bounded already, and count as no returned value.
        body = codec.encode(value, max_bytes=returned_bytes) if tag in _BOUNDED else codec.encode(value)
    except codec.ValueTooLargeError as error:
        tag, body = messages.UNSENDABLE, codec.encode(str(error))
    except Exception as error:  # noqa: BLE001  # no memory left, or a thread of the submission changes what is being read
        tag, body = messages.RAISED, codec.encode(_describe(error))
    return messages.pack(tag, call_id, body)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S112  # the submission closed or replaced the stream: what it held is its own loss
            continue


def _load(source: bytes, file_name: str, entry_point: str, seed: int) -> tuple[object, tuple[int, object]]:
    """Execute the source as a module; return its entry point and the reply."""
    random.seed(seed)
    _seed_numpy(seed)
    numpy_was_there = "numpy" in sys.modules
    module = type(sys)(MODULE_NAME)
    module.__file__ = file_name
    sys.modules[MODULE_NAME] = module
    try:
        code = compile(source, file_name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return None, (messages.INVALID, ("syntax_error", *_describe(error)))
    _show_source_in_tracebacks(source, file_name)
    try:
        exec(code, module.__dict__)  # noqa: S102  # the very purpose of this process
    except BaseException as error:  # noqa: BLE001  # also SystemExit and whatever else a module raises
        return None, (messages.INVALID, ("import_error", *_describe(error)))
    if not numpy_was_there:
        _seed_numpy(seed)
    return _find_entry_point(module, entry_point)


def _find_entry_point(module: ModuleType, name: str) -> tuple[object, tuple[int, object]]:
    function = module.__dict__.get(name)
    if callable(function):
        return function, (messages.LOADED, None)
    problem = f"{name} is not callable" if name in module.__dict__ else f"there is no function {name}"
    return None, (messages.INVALID, ("entry_point", "NameError", "NameError", problem, ""))


def _seed_numpy(seed: int) -> None:
    """Seed the generator that all of numpy shares, if it is loaded: by the host, or by what the submission imports."""
    if "numpy" not in sys.modules:
        return
    try:
        from numpy import random as numpy_random  # noqa: PLC0415  # numpy itself loads it when it is asked for

        numpy_random.seed(seed % (1 << 32))  # noqa: NPY002  # submissions use this generator too
    except Exception:  # noqa: BLE001, S110  # a submission may call anything numpy
        pass


def _show_source_in_tracebacks(source: bytes, file_name: str) -> None:
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[file_name] = (len(source), None, lines, file_name)


def _call_one_by_one(function: object, body: bytes, returned_bytes: int) -> tuple[int, object]:
    """Make several calls; each answer is kept as it is when the call ends."""
    kinds, answers = bytearray(), []
    for args, flags in zip(*codec.decode(body), strict=True):
        tag, answer = _call(function, args, {}, flags, 0)
        kind = messages.PLAIN if tag == messages.RETURNED else messages.FAILED
        if kind == messages.PLAIN and type(answer) not in _UNCHANGEABLE:
            try:
                kind, answer = messages.ENCODED, codec.encode(answer, max_bytes=returned_bytes)
            except codec.ValueTooLargeError as error:
                return messages.UNSENDABLE, str(error)
            except Exception as error:  # noqa: BLE001  # as for a single call
                kind, answer = messages.FAILED, _describe(error)
        kinds.append(kind)
        answers.append(answer)
    return messages.ANSWERS, (bytes(kinds), answers)


def _call(
    function: object, args: tuple[object, ...], kwargs: dict[str, object], flags: int, count: int
) -> tuple[int, object]:
    try:
        if count:
            value: object = [function(*args, **kwargs) for _ in range(count)]  # type: ignore[operator]
        else:
            value = function(*args, **kwargs)  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001  # every class of exception is one outcome: it raised
        return messages.RAISED, _describe(error)
    return messages.RETURNED, (value, args) if flags & messages.KEEP else value


def _describe(error: BaseException) -> tuple[str, str, str, str]:
    """An exception as four texts: its type, the builtin type nearest to that, its message, the submission's frames."""
    kind = type(error)
    # Neither the class nor its metaclass is asked anything: they may be the submission's own, and lie or raise.
    bases = type.__dict__["__mro__"].__get__(kind)
    builtin = next((name for base in bases if (name := _BUILTIN_EXCEPTIONS.get(id(base)))), "BaseException")
    try:
        message = str.__getitem__(str(error), slice(_TEXT_LIMIT))
    except BaseException as failure:  # noqa: BLE001  # `__str__` is the submission's own code
        message = f"<{codec.type_name(type(failure))} raised by __str__>"
    return codec.type_name(kind).removeprefix(f"{MODULE_NAME}."), builtin, message, _format_traceback(error)


def _format_traceback(error: BaseException) -> str:
    try:
        # The first frames are this module's, which is no concern of the submission's author.
        own = error.__traceback__
        while own is not None and own.tb_frame.f_code.co_filename == __file__:
            own = own.tb_next
        text = "".join(traceback.format_exception(type(error), error, own, limit=-20))
    except BaseException as failure:  # noqa: BLE001  # formatting runs the submission's own `__str__`
        return f"<{codec.type_name(type(failure))} while formatting the traceback>"
    return text[-_TRACEBACK_LIMIT:]
