"""The worker: load one submission from the command pipe, then answer calls until the pipe closes.

The submission shares this process and can change anything in it, so nothing here decides, measures or knows anything: no
expected value, no property, no verdict. What this module promises is convenience for honest submissions only; the judge
believes none of it. Imports are few, because every import is paid at each start.
"""

from __future__ import annotations

import os
import random
import sys

from judge.wire import codec, messages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

MODULE_NAME = "submission"
_TEXT_LIMIT = 2_000
_TRACEBACK_LIMIT = 8_000
_SIGKILL = 9
_PR_SET_PDEATHSIG = 1


def main(commands: int, replies: int, returned_bytes: int) -> None:
    """Serve the judge at the other end of two pipes.

    Args:
        commands: Descriptor to read requests from.
        replies: Descriptor to write replies to.
        returned_bytes: The largest encoded value that the judge will take.
    """
    _die_with_the_judge()
    os.set_inheritable(commands, False)  # noqa: FBT003
    os.set_inheritable(replies, False)  # noqa: FBT003
    sys.dont_write_bytecode = True
    function = None
    while (payload := _read_frame(commands)) is not None:
        tag, call_id, *rest = codec.decode(payload)
        if tag == messages.HELLO:
            reply: tuple[object, ...] = (messages.READY, call_id)
        elif tag == messages.LOAD:
            function, reply = _load(call_id, *rest)
        else:
            reply = _call(function, call_id, *rest)
        try:
            answer = codec.encode(reply, max_bytes=returned_bytes)
        except codec.ValueTooLargeError as error:
            answer = codec.encode((messages.UNSENDABLE, call_id, str(error)))
        _flush()
        _write(replies, messages.frame(answer))
    os._exit(0)


def _die_with_the_judge() -> None:
    """Ask the kernel to kill this process when its parent dies (prctl(2), Linux); elsewhere the closed pipe ends it."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _read_frame(descriptor: int) -> bytes | None:
    header = _read(descriptor, messages.HEADER_BYTES)
    return None if header is None else _read(descriptor, int.from_bytes(header, "little"))


def _read(descriptor: int, size: int) -> bytes | None:
    chunks = []
    while size:
        chunk = os.read(descriptor, min(size, 1 << 20))
        if not chunk:
            return None
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue  # the submission closed or replaced the stream: what it held is its own loss


def _load(call_id: bytes, source: bytes, file_name: str, entry_point: str, seed: int) -> tuple[object, tuple[object, ...]]:
    """Execute the source as a module; return its entry point and the reply."""
    random.seed(seed)
    if b"numpy" in source:
        _seed_numpy(seed)
    module = type(sys)(MODULE_NAME)
    module.__file__ = file_name
    sys.modules[MODULE_NAME] = module
    try:
        code = compile(source, file_name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return None, (messages.INVALID, call_id, "syntax_error", _describe(error))
    _show_source_in_tracebacks(source, file_name)
    try:
        exec(code, module.__dict__)  # noqa: S102  # the very purpose of this process
    except BaseException as error:  # noqa: BLE001  # also SystemExit and whatever else a module raises
        return None, (messages.INVALID, call_id, "import_error", _describe(error))
    return _find_entry_point(module, call_id, entry_point)


def _find_entry_point(module: ModuleType, call_id: bytes, name: str) -> tuple[object, tuple[object, ...]]:
    function = module.__dict__.get(name)
    if callable(function):
        return function, (messages.LOADED, call_id)
    problem = f"{name} is not callable" if name in module.__dict__ else f"there is no function {name}"
    return None, (messages.INVALID, call_id, "entry_point", ("NameError", "NameError", problem, ""))


def _seed_numpy(seed: int) -> None:
    try:
        import numpy  # noqa: ICN001, PLC0415
    except ImportError:
        return
    numpy.random.seed(seed % (1 << 32))  # noqa: NPY002  # submissions use the legacy generator too


def _show_source_in_tracebacks(source: bytes, file_name: str) -> None:
    import linecache  # noqa: PLC0415

    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[file_name] = (len(source), None, lines, file_name)


def _call(function: object, call_id: bytes, count: int, keep: bool, args: tuple[object, ...], kwargs: dict[str, object]) -> tuple[object, ...]:
    try:
        if count:
            value: object = [function(*args, **kwargs) for _ in range(count)]  # type: ignore[operator]
        else:
            value = function(*args, **kwargs)  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001  # every class of exception is one outcome: it raised
        return messages.RAISED, call_id, _describe(error)
    return messages.RETURNED, call_id, value, args if keep else None


def _describe(error: BaseException) -> tuple[str, str, str, str]:
    """An exception as four texts: its type, the builtin type nearest to that, its message, the submission's frames."""
    kind = type(error)
    builtin = next((base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"), "BaseException")
    name = kind.__qualname__ if kind.__module__ in {"builtins", MODULE_NAME} else f"{kind.__module__}.{kind.__qualname__}"
    try:
        message = str(error)[:_TEXT_LIMIT]
    except BaseException as failure:  # noqa: BLE001  # `__str__` is the submission's own code
        message = f"<{type(failure).__name__} raised by __str__>"
    return name[:_TEXT_LIMIT], builtin, message, _format_traceback(error)


def _format_traceback(error: BaseException) -> str:
    import traceback  # noqa: PLC0415

    try:
        # The first frame is this module's, which is no concern of the submission's author.
        own = error.__traceback__.tb_next if error.__traceback__ else None
        text = "".join(traceback.format_exception(type(error), error, own, limit=-20))
    except BaseException as failure:  # noqa: BLE001  # formatting runs the submission's own `__str__`
        return f"<{type(failure).__name__} while formatting the traceback>"
    return text[-_TRACEBACK_LIMIT:]
