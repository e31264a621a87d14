"""Submissions that attack the protocol from inside the worker: each gets its verdict, and the judge goes on.

The attackers do what hostile code can do: they find the descriptors and the id of the call in the frame of the worker's own
loop, and write what they like.
"""

from __future__ import annotations

import select
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Failure, Raised, Returned
from judge.model import Cause, Limits, Verdict

CandidateMaker = Callable[..., Candidate]

LIMITS = Limits(
    cpu_seconds_per_call=2.0,
    cpu_seconds=20.0,
    wall_seconds_per_call=10.0,
    import_seconds=5.0,
    memory_bytes=256 << 20,
    output_bytes=10_000,
    returned_bytes=100_000,
)
IMPATIENT = replace(LIMITS, wall_seconds_per_call=0.6)
"""For attacks that are ended by their elapsed time."""

TOOLS = """\
import os, signal, sys, threading, time
from judge.wire import codec, messages
from judge.wire.messages import *

def link():
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    return frame.f_locals

def answer(tag, value=None, *, call_id=None, body=None, **fields):
    return messages.pack(tag, call_id or link()["call_id"], codec.encode(value) if body is None else body, **fields)

def send(data):
    while data:
        data = data[os.write(link()["replies"], data):]

def header(size, tag=RETURNED):
    return messages.HEADER.pack(size, tag, 0, 0, link()["call_id"])

"""

VIOLATION = Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION
TOO_LONG = Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE
TOO_LATE = Verdict.TIME_LIMIT_EXCEEDED, Cause.WALL_TIME
EXIT = Verdict.RUNTIME_ERROR, Cause.EXIT
SIGNAL = Verdict.RUNTIME_ERROR, Cause.SIGNAL

ATTACKS = {
    # Bytes that are no message.
    "zeros": ("send(bytes(60)); time.sleep(9)", VIOLATION),
    "random bytes": ("send(bytes(range(200, 256)) * 9); time.sleep(9)", TOO_LONG),
    "text": ("send(b'HTTP/1.1 200 OK\\r\\n\\r\\n' * 9); time.sleep(9)", TOO_LONG),
    "standard output into the reply pipe": (
        "os.dup2(link()['replies'], 1); print('x' * 99, flush=True); time.sleep(9)",
        TOO_LONG,
    ),
    # Messages that answer nothing.
    "two answers": ("send(answer(RETURNED, 1) * 2); time.sleep(9)", VIOLATION),
    "an answer and a byte": ("send(answer(RETURNED, 1) + b'x'); time.sleep(9)", VIOLATION),
    "an answer and another beginning": ("send(answer(RETURNED, 1) + header(9)); time.sleep(9)", VIOLATION),
    "an unknown id": ("send(answer(RETURNED, 1, call_id=bytes(16))); time.sleep(9)", VIOLATION),
    "tag 0": ("send(answer(0)); time.sleep(9)", VIOLATION),
    "tag 255": ("send(answer(255)); time.sleep(9)", VIOLATION),
    "the request itself": ("send(answer(CALL, n)); time.sleep(9)", VIOLATION),
    "ready": ("send(answer(READY)); time.sleep(9)", VIOLATION),
    "ready, with a text": ("send(answer(READY, 'reason')); time.sleep(9)", VIOLATION),
    "loaded": ("send(answer(LOADED)); time.sleep(9)", VIOLATION),
    "invalid": ("send(answer(INVALID, ('syntax_error', 'a', 'b', 'c', 'd'))); time.sleep(9)", VIOLATION),
    "flags": ("send(answer(RETURNED, 1, flags=1)); time.sleep(9)", VIOLATION),
    "a count": ("send(answer(RETURNED, 1, count=1)); time.sleep(9)", VIOLATION),
    # Messages whose body is wrong.
    "no body": ("send(answer(RETURNED, body=b'')); time.sleep(9)", VIOLATION),
    "a malformed body": ("send(answer(RETURNED, body=b'z')); time.sleep(9)", VIOLATION),
    "two bodies": ("send(answer(RETURNED, body=codec.encode(1) * 2)); time.sleep(9)", VIOLATION),
    "a body that announces 4 billion": (
        "send(answer(RETURNED, body=b'L\\xff\\xff\\xff\\xff')); time.sleep(9)",
        VIOLATION,
    ),
    "an exception of ints": ("send(answer(RAISED, (1, 2, 3, 4))); time.sleep(9)", VIOLATION),
    "an exception of three texts": ("send(answer(RAISED, ('a', 'b', 'c'))); time.sleep(9)", VIOLATION),
    "an exception of five texts": ("send(answer(RAISED, ('a', 'b', 'c', 'd', 'e'))); time.sleep(9)", VIOLATION),
    "an exception that is a list": ("send(answer(RAISED, ['a', 'b', 'c', 'd'])); time.sleep(9)", VIOLATION),
    "an exception that is nothing": ("send(answer(RAISED)); time.sleep(9)", VIOLATION),
    "a reason that is an int": ("send(answer(UNSENDABLE, 7)); time.sleep(9)", VIOLATION),
    # Sizes.
    "a size of 2 to the 64": ("send(header(2**64 - 1)); time.sleep(9)", TOO_LONG),
    "a size beyond the limit": ("send(header(100_001)); time.sleep(9)", TOO_LONG),
    "endless bytes": ("send(header(100_000))\nwhile True: send(bytes(65536))", VIOLATION),
    # Less than a message.
    "half a header, then silence": ("send(header(9)[:10]); time.sleep(9)", TOO_LATE),
    "half a body, then silence": ("send(answer(RETURNED, 'x' * 99)[:60]); time.sleep(9)", TOO_LATE),
    "a byte now and then": ("send(header(100_000))\nwhile True: send(b'x'); time.sleep(0.001)", TOO_LATE),
    "half a header, then exit 0": ("send(header(9)[:10]); os._exit(0)", EXIT),
    "half a body, then exit 0": ("send(answer(RETURNED, 'x' * 99)[:60]); os._exit(0)", EXIT),
    "half a body, then death": ("send(answer(RETURNED, 'x' * 99)[:60]); os.kill(os.getpid(), signal.SIGKILL)", SIGNAL),
    "silence": ("time.sleep(9)", TOO_LATE),
    "a stopped process": ("os.kill(os.getpid(), signal.SIGSTOP)", TOO_LATE),
    # Ends.
    "exit 0": ("os._exit(0)", EXIT),
    "exit 7": ("os._exit(7)", EXIT),
    "SIGKILL": ("os.kill(os.getpid(), signal.SIGKILL)", SIGNAL),
    "SIGTERM": ("os.kill(os.getpid(), signal.SIGTERM)", SIGNAL),
    "a real-time signal": ("os.kill(os.getpid(), 40)", SIGNAL),
    "abort": ("os.abort()", SIGNAL),
    "a read of address 0": ("import ctypes; ctypes.string_at(0)", SIGNAL),
    "a closed reply pipe": ("os.close(link()['replies']); time.sleep(9)", VIOLATION),
    "a closed reply pipe, then exit": ("os.close(link()['replies']); os._exit(3)", EXIT),
    "every descriptor closed": ("os.closerange(0, 64); time.sleep(9)", VIOLATION),
    "the worker's encoder broken": ("codec.encode = None", EXIT),
    "standard input in place of the reply pipe": ("os.dup2(0, link()['replies']); return 1", EXIT),
}
"""Name, the body of `f(n)`, and the verdict and cause it must get."""


def attacker(body: str) -> bytes:
    """A submission whose `f` answers "yes" if it is asked whether it is honest, and else attacks."""
    attack = textwrap.indent(body, "    ")
    return f"{TOOLS}def f(n=0):\n    if n == 'honest':\n        return 'yes'\n{attack}\n".encode()


def start_attack(make_candidate: CandidateMaker, body: str, limits: Limits = LIMITS) -> Candidate:
    """An attacker, started."""
    return make_candidate(attacker(body), limits=limits)


def honest_worker(candidate: Candidate) -> int:
    """Make an honest call, and return the process id of the worker that answered."""
    assert candidate.call(("honest",), {}) == Returned("yes", None)
    assert candidate._worker is not None
    return candidate._worker._attach().pid


def assert_failed(observed: object, expected: tuple[Verdict, Cause]) -> None:
    assert isinstance(observed, Failure)
    assert (observed.verdict, observed.cause) == expected


@pytest.mark.parametrize(("body", "expected"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_gets_its_verdict_and_the_next_call_a_fresh_worker(
    make_candidate: CandidateMaker,
    is_running: Callable[[int], bool],
    body: str,
    expected: tuple[Verdict, Cause],
) -> None:
    """An attack ends its worker with its verdict, without a hang or traceback, and the next call has a fresh worker."""
    candidate = start_attack(make_candidate, body, IMPATIENT if expected == TOO_LATE else LIMITS)
    first = honest_worker(candidate)
    began = time.monotonic()
    observed = candidate.call((1,), {})
    assert time.monotonic() - began < 9
    assert_failed(observed, expected)
    assert not is_running(first)
    assert honest_worker(candidate) != first
    assert len(candidate.integrity) == (expected == VIOLATION)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("send(answer(RETURNED, 5))", 3),
        ("send(answer(RETURNED, (1, 2, 3)))", 3),
        ("send(answer(RETURNED, [1, 2]))", 3),
        ("send(answer(RETURNED, [1, 2, 3, 4]))", 3),
    ],
)
def test_a_sample_that_is_no_list_of_its_size_is_a_violation(
    make_candidate: CandidateMaker, body: str, count: int
) -> None:
    """An answer to a sample that is no list of as many values as were asked for is a violation."""
    candidate = start_attack(make_candidate, f"{body}; time.sleep(9)")
    assert_failed(candidate.call((1,), {}, count=count), VIOLATION)
    assert isinstance(candidate.call(("honest",), {}, count=count), Returned)


@pytest.mark.parametrize("value", ["5", "(5,)", "(5, None)", "(5, [1])", "(5, ())", "(5, (1, 2))", "(5, (1,), 6)"])
def test_arguments_that_do_not_match_the_call_are_a_violation(make_candidate: CandidateMaker, value: str) -> None:
    """An answer without the arguments that were asked back, or with another number of them, is a violation."""
    candidate = start_attack(make_candidate, f"send(answer(RETURNED, {value})); time.sleep(9)")
    assert_failed(candidate.call((1,), {}, keep_arguments=True), VIOLATION)


def test_a_forged_answer_is_no_more_than_an_answer(make_candidate: CandidateMaker) -> None:
    """An answer that the submission writes itself, with the right id, is only what it could have returned."""
    candidate = start_attack(
        make_candidate, "send(answer(RETURNED, [n, 'forged']))\nwhile True: time.sleep(9)", IMPATIENT
    )
    assert candidate.call((1,), {}) == Returned([1, "forged"], None)
    assert_failed(candidate.call((1,), {}), TOO_LATE)


def test_a_forged_exception_is_no_more_than_an_exception(make_candidate: CandidateMaker) -> None:
    """An exception that the submission writes itself is four bounded texts."""
    texts = "tuple('x' * 10_000 for _ in range(4))"
    candidate = start_attack(make_candidate, f"send(answer(RAISED, {texts})); time.sleep(9)")
    observed = candidate.call((1,), {})
    assert isinstance(observed, Raised)
    assert max(map(len, (observed.type_name, observed.builtin_name, observed.message))) <= 2_001
    assert len(observed.traceback) <= 8_000


def test_the_id_of_an_earlier_call_is_no_good_for_a_later_one(make_candidate: CandidateMaker) -> None:
    """An answer with the id of an earlier call is a violation."""
    candidate = start_attack(
        make_candidate,
        "old = globals().setdefault('kept', link()['call_id'])\nif old != link()['call_id']:\n"
        "    send(answer(RETURNED, 1, call_id=old)); time.sleep(9)\nreturn 0",
    )
    assert isinstance(candidate.call((1,), {}), Returned)
    assert_failed(candidate.call((1,), {}), VIOLATION)


def test_an_answer_that_nobody_asked_for_is_found_before_the_next_call(make_candidate: CandidateMaker) -> None:
    """Bytes that arrive between two calls end the worker: as soon as the judge looks, or at the next call."""
    late = "def write(data=answer(RETURNED, 2), to=link()['replies']): time.sleep(0.05); os.write(to, data)\n"
    body = f"{late}threading.Thread(target=write).start()\nreturn 1"
    candidate = start_attack(make_candidate, body)
    assert candidate.call((1,), {}) == Returned(1, None)
    deadline = time.monotonic() + 10
    while (failure := candidate.settle()) is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert_failed(failure, VIOLATION)
    assert isinstance(candidate.call((1,), {}), Returned)
    assert candidate._worker is not None
    arrival = select.poll()  # sees that the bytes are there, and leaves them there
    arrival.register(candidate._worker._replies, select.POLLIN)
    assert arrival.poll(10_000)
    assert_failed(candidate.call((1,), {}), VIOLATION)


def test_an_answer_to_a_request_that_was_not_read_is_a_violation(make_candidate: CandidateMaker) -> None:
    """A worker that answers after the first bytes of a long request, and leaves the rest in the pipe, ends there."""
    candidate = start_attack(
        make_candidate,
        "commands = link()['commands']; send(answer(RETURNED, 1))\n"
        "*_, next_id = messages.HEADER.unpack(os.read(commands, messages.HEADER_BYTES))\n"
        "send(answer(RETURNED, 2, call_id=next_id)); time.sleep(9)",
    )
    assert isinstance(candidate.call((1,), {}), Returned)
    assert_failed(candidate.call(("x" * 5_000_000,), {}), VIOLATION)


def test_a_worker_that_closes_the_command_pipe_fails_at_the_next_call(make_candidate: CandidateMaker) -> None:
    """A worker that closes the pipe of its requests fails at the next call, not the judge that writes to it."""
    candidate = start_attack(make_candidate, "os.close(link()['commands']); return 1")
    assert isinstance(candidate.call((1,), {}), Returned)
    assert_failed(candidate.call(("x" * 5_000_000,), {}), EXIT)
    assert isinstance(candidate.call(("honest",), {}), Returned)


def test_a_request_longer_than_the_pipe_is_sent_while_the_worker_reads(make_candidate: CandidateMaker) -> None:
    """A request and an answer far longer than a pipe holds both arrive."""
    candidate = make_candidate("def f(x): return x", limits=Limits())
    text = "x" * 5_000_000
    assert candidate.call((text,), {}) == Returned(text, None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("os._exit(0)", (Verdict.INVALID_SUBMISSION, Cause.EXIT)),
        ("os.abort()", (Verdict.INVALID_SUBMISSION, Cause.SIGNAL)),
        ("send(bytes(60)); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        ("send(answer(READY)); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        ("send(answer(RETURNED, 1)); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        ("send(answer(LOADED) * 2); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        ("send(answer(INVALID, 5)); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        ("send(answer(INVALID, ())); time.sleep(9)", (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION)),
        (
            "send(answer(INVALID, ('internal', 'a', 'b', 'c', 'd'))); time.sleep(9)",
            (Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION),
        ),
        ("send(header(1 << 60)); time.sleep(9)", (Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE)),
        ("time.sleep(9)", (Verdict.TIME_LIMIT_EXCEEDED, Cause.WALL_TIME)),
    ],
)
def test_an_attack_at_import_makes_the_submission_invalid(
    make_candidate: CandidateMaker, source: str, expected: tuple[Verdict, Cause]
) -> None:
    """An attack while the submission is imported is a verdict on it, said again for every call without another try."""
    limits = Limits(import_seconds=0.5, returned_bytes=100_000)
    candidate = make_candidate(f"{TOOLS}{source}\ndef f(n): return n\n", limits=limits)
    first = candidate.call((1,), {})
    assert_failed(first, expected)
    assert candidate.unloadable == first
    assert candidate.call((1,), {}) is first


def test_an_import_that_answers_for_itself_is_taken_at_its_word_only(make_candidate: CandidateMaker) -> None:
    """A submission that claims to be loaded while its import goes on answers no call, and is stopped by the limits."""
    candidate = make_candidate(f"{TOOLS}send(answer(LOADED))\ntime.sleep(9)\n", limits=IMPATIENT)
    assert candidate.load() is None
    assert_failed(candidate.call((1,), {}), TOO_LATE)


def test_attacks_cost_the_judge_no_descriptor() -> None:
    """However workers end, the judge keeps no descriptor of theirs."""
    with Host(0, LIMITS) as host:
        _ = host.isolation  # wait until it is there
        before = len(list(Path("/proc/self/fd").iterdir()))
        for name in (
            "two answers",
            "exit 0",
            "half a body, then death",
            "a closed reply pipe",
            "a size of 2 to the 64",
        ):
            body, expected = ATTACKS[name]
            with Candidate(attacker(body), "s.py", "f", LIMITS, 0, host) as candidate:
                assert_failed(candidate.call((1,), {}), expected)
                honest_worker(candidate)
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_list_of_suspicious_acts_is_bounded(make_candidate: CandidateMaker) -> None:
    """A submission that breaks the protocol in the same way again and again is noted once."""
    candidate = start_attack(make_candidate, "send(bytes(60)); time.sleep(9)")
    for _ in range(3):
        assert_failed(candidate.call((1,), {}), VIOLATION)
    assert len(candidate.integrity) == 1
