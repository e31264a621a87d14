"""What comes of calling a submission: values, exceptions, and a verdict for every limit it runs into."""

from __future__ import annotations

import functools
import select
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from judge.host.candidate import Candidate
from judge.host.replies import Failure, Raised, Returned
from judge.model import Cause, Limits, Verdict

CandidateMaker = Callable[..., Candidate]

LIMITS = Limits(
    cpu_seconds_per_call=2.0,
    cpu_seconds=30.0,
    wall_seconds_per_call=10.0,
    import_seconds=5.0,
    memory_bytes=256 << 20,
    output_bytes=10_000,
    returned_bytes=100_000,
    source_bytes=100_000,
)

SOON = 10.0
"""Seconds of CPU time by which a worker has been stopped that exceeds a limit below one, also on a very busy machine."""

BURNS = "import time\ndef f(s):\n    end = time.process_time() + s\n    while time.process_time() < end: pass\n"
"""A function that uses as many seconds of CPU time as it is told."""

CPU = Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME
WALL = Verdict.TIME_LIMIT_EXCEEDED, Cause.WALL_TIME
MEMORY = Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY
OUTPUT = Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.OUTPUT
RETURNED_SIZE = Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE


def assert_failed(observed: object, expected: tuple[Verdict, Cause]) -> Failure:
    assert isinstance(observed, Failure), observed
    assert (observed.verdict, observed.cause) == expected
    return observed


def wait_for_output(candidate: Candidate) -> None:
    """Wait until the worker has printed something, without reading it."""
    assert candidate._worker is not None
    arrival = select.poll()
    for stream in candidate._worker._streams:
        arrival.register(stream, select.POLLIN)
    assert arrival.poll(10_000)


def call_until_failure(candidate: Candidate) -> tuple[int, object]:
    """How many calls it takes until one fails, at most a thousand, and what came of the last."""
    for calls in range(1, 1_000):
        observed = candidate.call((), {})
        if isinstance(observed, Failure):
            return calls, observed
    return 1_000, candidate.call((), {})


class TestCalls:
    """A call is answered by what the function returned or raised."""

    def test_positional_and_keyword_arguments_arrive(self, make_candidate: CandidateMaker) -> None:
        """Positional and keyword arguments arrive as they were given."""
        candidate = make_candidate("def f(*args, **kwargs): return args, kwargs", limits=LIMITS)
        assert candidate.call((), {}) == Returned(((), {}), None)
        assert candidate.call((1, [2]), {"a": {3}}) == Returned(((1, [2]), {"a": {3}}), None)

    def test_a_sample_is_the_list_of_its_values(self, make_candidate: CandidateMaker) -> None:
        """A sample of n calls is the list of n values; n may be 1."""
        candidate = make_candidate(
            "from itertools import count\ncalls = count()\ndef f(): return next(calls)", limits=LIMITS
        )
        assert candidate.call((), {}, count=3) == Returned([0, 1, 2], None)
        assert candidate.call((), {}, count=1) == Returned([3], None)

    def test_the_arguments_come_back_as_the_function_left_them(self, make_candidate: CandidateMaker) -> None:
        """The positional arguments come back as the function left them, if they are asked for; the judge's own stay."""
        candidate = make_candidate("def f(a, b, c=0): a.append(b)", limits=LIMITS)
        given: list[int] = []
        assert candidate.call((given, 1), {}, keep_arguments=True) == Returned(None, ([1], 1))
        assert candidate.call((given, 1), {"c": 2}, count=2, keep_arguments=True) == Returned([None, None], ([1, 1], 1))
        assert given == []

    def test_state_is_kept_between_calls_and_lost_with_the_worker(self, make_candidate: CandidateMaker) -> None:
        """A submission's state lasts from call to call, and not beyond its worker."""
        candidate = make_candidate(
            """
            import os
            seen = []
            def f(n):
                if n < 0:
                    os._exit(0)
                seen.append(n)
                return seen
            """,
            limits=LIMITS,
        )
        assert candidate.call((1,), {}) == Returned([1], None)
        assert candidate.call((2,), {}) == Returned([1, 2], None)
        assert_failed(candidate.call((-1,), {}), (Verdict.RUNTIME_ERROR, Cause.EXIT))
        assert candidate.call((3,), {}) == Returned([3], None)

    def test_a_class_or_callable_object_may_be_the_entry_point(self, make_candidate: CandidateMaker) -> None:
        """The entry point may be anything callable."""
        candidate = make_candidate("class F:\n  def __call__(self, n): return n + 1\nf = F()", limits=LIMITS)
        assert candidate.call((1,), {}) == Returned(2, None)

    def test_a_main_block_is_not_run(self, make_candidate: CandidateMaker) -> None:
        """A block that asks for `__main__` is not run."""
        candidate = make_candidate("def f(): return 1\nif __name__ == '__main__':\n    input()", limits=LIMITS)
        assert candidate.call((), {}) == Returned(1, None)

    def test_pickle_dataclasses_and_types_find_the_submission_as_a_module(self, make_candidate: CandidateMaker) -> None:
        """Libraries that look a class's module up find it."""
        candidate = make_candidate(
            """
            import dataclasses, pickle, typing
            @dataclasses.dataclass
            class Point:
                x: "int"
            def f():
                return pickle.loads(pickle.dumps(Point(3))).x, str(typing.get_type_hints(Point))
            """,
            limits=LIMITS,
        )
        assert candidate.call((), {}) == Returned((3, "{'x': <class 'int'>}"), None)


EXCEPTIONS = {
    "ValueError": ("raise ValueError('bad', 7)", "ValueError", "ValueError", "('bad', 7)"),
    "no message": ("raise KeyError", "KeyError", "KeyError", ""),
    "SystemExit": ("import sys; sys.exit(3)", "SystemExit", "SystemExit", "3"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt", ""),
    "GeneratorExit": ("raise GeneratorExit", "GeneratorExit", "GeneratorExit", ""),
    "StopIteration": ("next(iter(()))", "StopIteration", "StopIteration", ""),
    "an alias": ("raise IOError('x')", "OSError", "OSError", "x"),
    "a subclass of its own": ("raise type('Mine', (LookupError,), {})('m')", "Mine", "LookupError", "m"),
    "a BaseException of its own": ("raise type('Mine', (BaseException,), {})('m')", "Mine", "BaseException", "m"),
    "two builtin bases": ("raise type('Both', (KeyError, ValueError), {})(1)", "Both", "KeyError", "1"),
    "a library's": ("import decimal; decimal.Decimal(1) / 0", "decimal.DivisionByZero", "ZeroDivisionError", None),
    "a group": ("raise ExceptionGroup('g', [ValueError(1), KeyError(2)])", "ExceptionGroup", "ExceptionGroup", None),
    "recursion": ("f(n)", "RecursionError", "RecursionError", None),
    "lone surrogates": ("raise ValueError('\\ud800')", "ValueError", "ValueError", "\ud800"),
    "a huge message": ("raise ValueError('x' * 50_000_000)", "ValueError", "ValueError", "x" * 2_000),
    "__str__ raises": (
        "raise type('Mine', (ValueError,), {'__str__': lambda self: 1 / 0})",
        "Mine",
        "ValueError",
        "<ZeroDivisionError raised by __str__>",
    ),
    "__str__ exits": (
        "import sys; raise type('Mine', (ValueError,), {'__str__': lambda self: sys.exit()})",
        "Mine",
        "ValueError",
        "<SystemExit raised by __str__>",
    ),
    "__str__ returns a subclass of str": (
        (
            "Text = type('Text', (str,), {'__getitem__': lambda self, key: 5})\n"
            "raise type('Mine', (ValueError,), {'__str__': lambda self: Text('text')})"
        ),
        "Mine",
        "ValueError",
        "text",
    ),
    "__module__ is no text": ("raise type('Mine', (ValueError,), {'__module__': []})", "?.Mine", "ValueError", ""),
    "__module__ lies": (
        "raise type('ValueError', (KeyError,), {'__module__': 'builtins'})",
        "ValueError",
        "KeyError",
        "",
    ),
    "a metaclass that lies": (
        (
            "Meta = type('Meta', (type,), {'__module__': property(lambda cls: 5),\n"
            "  '__mro__': property(lambda cls: ()), '__name__': property(lambda cls: 5), 'mro': lambda cls: type.mro(cls)})\n"
            "raise Meta('Mine', (ValueError,), {})"
        ),
        None,
        "ValueError",
        "",
    ),
    "a metaclass that raises": (
        (
            "def no(*args): raise RuntimeError\n"
            "Meta = type('Meta', (type,), dict.fromkeys(['__getattribute__', '__eq__', '__hash__', '__instancecheck__'], no))\n"
            "raise Meta('Mine', (ValueError,), {})"
        ),
        None,
        "ValueError",
        "",
    ),
    "__class__ lies": (
        "raise type('Mine', (ValueError,), {'__class__': property(lambda self: KeyError)})",
        "Mine",
        "ValueError",
        "",
    ),
    "__traceback__ raises": (
        "raise type('Mine', (ValueError,), {'__traceback__': property(lambda self: 1 / 0)})",
        "Mine",
        "ValueError",
        "",
    ),
    "notes that are no list": ("e = ValueError('m'); e.__notes__ = 7; raise e", "ValueError", "ValueError", "m"),
    "a cause that is itself": ("e = ValueError('m'); raise e from e", "ValueError", "ValueError", "m"),
    "a long chain of causes": (
        "e = ValueError('m')\nfor _ in range(5000):\n  c = ValueError('m'); c.__cause__ = e; e = c\nraise e",
        "ValueError",
        "ValueError",
        "m",
    ),
    "pytest's look-alike": (
        "raise type('Failed', (BaseException,), {'__module__': '_pytest.outcomes'})('m')",
        "_pytest.outcomes.Failed",
        "BaseException",
        "m",
    ),
}
"""Name, body of `f(n)`; the type's name, the builtin type's name and the message the judge must see (None: any)."""


class TestExceptions:
    """Whatever is raised is four texts, and the worker lives on."""

    @pytest.mark.parametrize(("body", "type_name", "builtin", "message"), EXCEPTIONS.values(), ids=EXCEPTIONS)
    def test_an_exception_is_one_outcome_whatever_its_class(
        self, make_candidate: CandidateMaker, body: str, type_name: str | None, builtin: str, message: str | None
    ) -> None:
        """Whatever class of exception is raised, it is one outcome: it raised that; and the next call goes on."""
        indented = textwrap.indent(body, "    ")
        candidate = make_candidate(f"def f(n):\n    if n == 0: return 'fine'\n{indented}\n", limits=LIMITS)
        assert candidate.call((0,), {}) == Returned("fine", None)
        worker = candidate._worker
        raised = candidate.call((1,), {})
        assert isinstance(raised, Raised)
        assert raised.builtin_name == builtin
        if type_name is not None:
            assert raised.type_name == type_name
        if message is not None:
            assert raised.message == message
        assert len(raised.message) <= 2_000
        assert len(raised.traceback) <= 8_000
        assert candidate.call((0,), {}) == Returned("fine", None)
        assert candidate._worker is worker

    def test_the_traceback_shows_the_submissions_own_frames(self, make_candidate: CandidateMaker) -> None:
        """The traceback shows the submission's own lines and none of the worker's."""
        candidate = make_candidate("def g(n):\n    return 1 // n  # here\ndef f(n):\n    return g(n)\n", limits=LIMITS)
        raised = candidate.call((0,), {})
        assert isinstance(raised, Raised)
        assert "return 1 // n  # here" in raised.traceback
        assert 'File "submission.py", line 4, in f' in raised.traceback
        assert "worker.py" not in raised.traceback

    def test_a_deep_traceback_shows_its_last_frames(self, make_candidate: CandidateMaker) -> None:
        """Of a deep traceback the last frames are shown, where it was raised."""
        source = "def f(n):\n    if n == 0:\n        raise ValueError('deep')\n    f(n - 1)\n"
        raised = make_candidate(source, limits=LIMITS).call((900,), {})
        assert isinstance(raised, Raised)
        assert raised.traceback.endswith("ValueError: deep\n")
        assert "raise ValueError('deep')" in raised.traceback


INVALID = {
    "a syntax error": ("def f(:", Cause.SYNTAX_ERROR, "not valid Python: SyntaxError"),
    "a null byte": ("def f(): return '\0'", Cause.SYNTAX_ERROR, "not valid Python"),
    "no text": (b"x = '\xff'\n", Cause.SYNTAX_ERROR, "not valid Python"),
    "an unknown encoding": (b"# coding: klingon\n", Cause.SYNTAX_ERROR, "not valid Python"),
    "an exception": ("1 / 0", Cause.IMPORT_ERROR, "ZeroDivisionError: division by zero"),
    "a missing module": ("import nothing_of_that_name", Cause.IMPORT_ERROR, "ModuleNotFoundError"),
    "an exit": ("import sys; sys.exit(0)", Cause.IMPORT_ERROR, "SystemExit: 0"),
    "an interrupt": ("raise KeyboardInterrupt", Cause.IMPORT_ERROR, "KeyboardInterrupt"),
    "a real exit": ("import os; os._exit(0)", Cause.EXIT, "exited with status 0"),
    "a signal": ("import os; os.abort()", Cause.SIGNAL, "SIGABRT"),
    "nothing": ("", Cause.ENTRY_POINT, "there is no function f"),
    "another name": ("def g(): pass", Cause.ENTRY_POINT, "there is no function f"),
    "not callable": ("f = 5", Cause.ENTRY_POINT, "f is not callable"),
    "a longer source than allowed": ("#" * 100_001, Cause.SOURCE_SIZE, "100,001 bytes"),
}


class TestImport:
    """A submission that cannot be imported is invalid, once and for all."""

    @pytest.mark.parametrize(("source", "cause", "message"), INVALID.values(), ids=INVALID)
    def test_what_is_no_working_module_is_invalid(
        self, make_candidate: CandidateMaker, source: str | bytes, cause: Cause, message: str
    ) -> None:
        """A source that is no working module with the entry point is an invalid submission, and is said to be why."""
        candidate = make_candidate(source, limits=LIMITS)
        failure = assert_failed(candidate.load(), (Verdict.INVALID_SUBMISSION, cause))
        assert message in failure.message
        assert candidate.call((), {}) is failure
        assert candidate._worker is None

    def test_an_import_that_computes_too_long_exceeds_the_time_limit(self, make_candidate: CandidateMaker) -> None:
        """An import that computes for longer than allowed exceeds the time limit, and is not tried again."""
        candidate = make_candidate("while True: pass", limits=replace(LIMITS, import_seconds=0.3))
        failure = assert_failed(candidate.load(), CPU)
        assert "while it was imported" in failure.message
        used = candidate.cpu_seconds
        assert used < SOON
        assert candidate.call((), {}) is failure
        assert candidate.cpu_seconds == used

    def test_what_an_import_used_before_the_judge_looked_counts(self, make_candidate: CandidateMaker) -> None:
        """An import that computed too long before the judge looked exceeds the time limit although it is done by then."""
        source = "import time\nwhile time.process_time() < 0.5: pass\nprint(flush=True)\ndef f(): pass"
        candidate = make_candidate(source, limits=replace(LIMITS, import_seconds=0.3))
        wait_for_output(candidate)
        assert_failed(candidate.load(), CPU)

    def test_an_import_that_sleeps_too_long_exceeds_the_wall_limit(self, make_candidate: CandidateMaker) -> None:
        """An import that sleeps exceeds the limit of elapsed time, which is three times that of CPU time."""
        candidate = make_candidate("import time\ntime.sleep(60)", limits=replace(LIMITS, import_seconds=0.2))
        assert_failed(candidate.load(), WALL)
        assert candidate.cpu_seconds < 0.2

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("print('x' * 50_000, flush=True)\nimport time; time.sleep(60)", OUTPUT),
            ("x = bytearray(400 << 20)\nprint(flush=True)\nimport time; time.sleep(60)", MEMORY),
            ("x = 'x' * (1 << 50)", MEMORY),
            ("def make(n): return [make(n)] * n\nraise MemoryError", MEMORY),
        ],
        ids=["output", "memory", "allocation", "MemoryError"],
    )
    def test_limits_hold_while_it_is_imported_before_the_judge_looks(
        self, make_candidate: CandidateMaker, source: str, expected: tuple[Verdict, Cause]
    ) -> None:
        """An import beyond a limit, before the judge looked for the first time, is a verdict and no fault of the judge."""
        candidate = make_candidate(source, limits=LIMITS)
        if "print" in source:
            wait_for_output(candidate)
        assert_failed(candidate.load(), expected)


class TestTime:
    """CPU time is the worker's as the kernel counts it; sleeping is charged to elapsed time only."""

    @pytest.mark.parametrize(
        "body",
        [
            "while True: pass",
            "2 ** (1 << 40)",
            "import re; re.match('(a+)+b', 'a' * 60)",
            "sum(range(10 ** 12))",
            "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
        ],
        ids=["a loop", "one operation in C", "a regular expression", "a builtin", "a loop that catches everything"],
    )
    def test_a_call_that_computes_too_long_exceeds_the_time_limit(
        self, make_candidate: CandidateMaker, body: str
    ) -> None:
        """A call that computes for too long ends soon after the limit, also inside one operation in C."""
        indented = textwrap.indent(body, "    ")
        candidate = make_candidate(f"def f():\n{indented}\n", limits=replace(LIMITS, cpu_seconds_per_call=0.2))
        assert_failed(candidate.call((), {}), CPU)
        assert 0.2 <= candidate.cpu_seconds < SOON

    def test_a_limit_for_one_call_replaces_the_general_one(self, make_candidate: CandidateMaker) -> None:
        """A limit given for one call replaces the general one, for that call only."""
        candidate = make_candidate(BURNS, limits=LIMITS)
        assert_failed(candidate.call((0.5,), {}, cpu_seconds=0.1), CPU)
        assert candidate.call((0.5,), {}) == Returned(None, None)
        assert candidate.call((0.01,), {}, cpu_seconds=5) == Returned(None, None)

    @pytest.mark.parametrize(
        ("limit", "renewed", "asked", "message"),
        [(5.0, 0.01, 0, ""), (0.05, 5.0, 1, ""), (0.05, 0.06, 1, "is 0.060 s"), (0.5, 0.1, 1, "is 0.10 s")],
        ids=["far from the limit", "a limit that was too low", "a limit that was right", "a limit that was too high"],
    )
    def test_a_limit_is_renewed_where_it_matters(
        self, make_candidate: CandidateMaker, limit: float, renewed: float, asked: int, message: str
    ) -> None:
        """A call that needs more than half of its limit is judged by a better one, for which it is asked once."""
        candidate = make_candidate(BURNS, limits=LIMITS)
        times_asked = []

        def renew() -> float:
            times_asked.append(renewed)
            return renewed

        observed = candidate.call((0.3,), {}, cpu_seconds=limit, renew=functools.cache(renew))
        assert len(times_asked) == asked
        if message:
            assert message in assert_failed(observed, CPU).message
        else:
            assert observed == Returned(None, None)

    @pytest.mark.parametrize(
        ("limits", "message"),
        [([0.35, 0.33, 0.34], ""), ([0.28, 0.27, 0.29], "in the least disturbed of 3 runs"), ([0.1], "is 0.10 s")],
        ids=["just within it", "just beyond it", "far beyond it"],
    )
    def test_a_call_close_to_its_limit_is_made_again(
        self, make_candidate: CandidateMaker, limits: list[float], message: str
    ) -> None:
        """Near the limit, from either side, three runs tell; the limit is measured beside each. Farther off one is enough."""
        candidate = make_candidate(BURNS, limits=LIMITS)
        renewals = iter(limits)
        observed = candidate.call((0.3,), {}, cpu_seconds=0.3, renew=lambda: next(renewals))
        if message:
            assert message in assert_failed(observed, CPU).message
        else:
            assert observed == Returned(None, None)
            assert 0.8 < candidate.time_limit_share < 1
        assert list(renewals) == []

    def test_a_call_that_was_disturbed_is_forgiven(self, make_candidate: CandidateMaker) -> None:
        """A call that takes longer than its limit only at first is judged by the run that was not disturbed."""
        source = f"{BURNS}\ndef g(s, quiet_from): f(s if time.time() > quiet_from else 1.3 * s)\n"
        quiet_from = time.time() + 0.5

        def renew() -> float:
            while time.time() <= quiet_from:
                time.sleep(0.01)
            return 0.27

        candidate = make_candidate(source, entry_point="g", limits=LIMITS)
        assert candidate.call((0.25, quiet_from), {}, cpu_seconds=0.27, renew=renew) == Returned(None, None)

    def test_who_spoils_being_called_again_is_judged_by_the_first_call(self, make_candidate: CandidateMaker) -> None:
        """A submission that dies when its earlier calls are repeated keeps the time of the call it made, and is charged."""
        source = (
            f"{BURNS}\nimport os\ndef g(s, until):\n    if s < 0.1 and time.time() > until: os._exit(0)\n    f(s)\n"
        )
        candidate = make_candidate(source, entry_point="g", limits=LIMITS)
        until = time.time() + 0.3
        assert candidate.call((0.01, until), {}) == Returned(None)

        def renew() -> float:
            while time.time() <= until:
                time.sleep(0.01)
            return 0.28

        failure = assert_failed(candidate.call((0.3, until), {}, cpu_seconds=0.28, renew=renew), CPU)
        assert "the limit is 0.28 s" in failure.message
        assert candidate.cpu_seconds > 0.3

    def test_time_and_answer_come_from_the_same_run(self, make_candidate: CandidateMaker) -> None:
        """A quick wrong answer at first and a slow right one later do not make a quick right one."""
        source = f"{BURNS}\ndef g(s, until):\n    late = time.time() > until\n    f(1.4 * s if late else s)\n    return late\n"
        candidate = make_candidate(source, entry_point="g", limits=LIMITS)
        until = time.time() + 0.4

        def renew() -> float:
            while time.time() <= until:
                time.sleep(0.01)
            return 0.33

        assert_failed(candidate.call((0.3, until), {}, cpu_seconds=0.33, renew=renew), CPU)

    def test_a_call_made_again_finds_what_the_first_one_found(self, make_candidate: CandidateMaker) -> None:
        """It is made in a worker that has had the same calls before, so what it answers is what it would have answered."""
        source = f"{BURNS}\nseen = []\ndef g(s):\n    f(s)\n    seen.append(s)\n    return list(seen)\n"
        candidate = make_candidate(source, entry_point="g", limits=LIMITS)
        assert candidate.call((0.01,), {}) == Returned([0.01])
        assert candidate.call((0.3,), {}, cpu_seconds=0.32, renew=lambda: 0.33) == Returned([0.01, 0.3])
        assert candidate.call((0.02,), {}) == Returned([0.01, 0.3, 0.02])

    def test_threads_are_charged_together(self, make_candidate: CandidateMaker) -> None:
        """CPU time of all threads counts, also while the main one sleeps."""
        source = """
            import threading, time
            def burn():
                while True: pass
            def f():
                for _ in range(3):
                    threading.Thread(target=burn, daemon=True).start()
                time.sleep(60)
            """
        candidate = make_candidate(source, limits=replace(LIMITS, cpu_seconds_per_call=0.3))
        assert_failed(candidate.call((), {}), CPU)

    def test_patched_clocks_change_nothing(self, make_candidate: CandidateMaker) -> None:
        """A submission that stops every clock in its process is measured all the same."""
        source = """
            import os, resource, signal, time
            for name in dir(time):
                if callable(getattr(time, name)):
                    setattr(time, name, lambda *args: 0)
            os.times = resource.getrusage = lambda *args: (0,) * 16
            for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGPROF, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            def f():
                while True: pass
            """
        candidate = make_candidate(source, limits=replace(LIMITS, cpu_seconds_per_call=0.2))
        assert_failed(candidate.call((), {}), CPU)

    def test_sleeping_is_charged_to_elapsed_time_only(self, make_candidate: CandidateMaker) -> None:
        """A call may sleep for longer than its CPU limit, up to the limit of elapsed time."""
        limits = replace(LIMITS, cpu_seconds_per_call=0.2, wall_seconds_per_call=1.0)
        candidate = make_candidate("import time\ndef f(s): time.sleep(s)", limits=limits)
        assert candidate.call((0.3,), {}) == Returned(None, None)
        before = candidate.cpu_seconds
        assert_failed(candidate.call((60,), {}), WALL)
        assert candidate.cpu_seconds - before < 0.2

    def test_all_calls_together_have_a_limit_of_cpu_time(self, make_candidate: CandidateMaker) -> None:
        """Calls that are each within their limit exceed together that of the submission, and then no worker is started."""
        source = (
            "import time\ndef f():\n    end = time.process_time() + 0.2\n    while time.process_time() < end: pass\n"
        )
        candidate = make_candidate(source, limits=replace(LIMITS, cpu_seconds=0.7))
        observed = [candidate.call((), {}) for _ in range(4)]
        assert observed[0] == Returned(None, None)
        failure = assert_failed(observed[3], CPU)
        assert "together" in failure.message
        used = candidate.cpu_seconds
        assert used < SOON
        assert_failed(candidate.call((), {}), CPU)
        assert_failed(candidate.load(), CPU)
        assert candidate.cpu_seconds == used
        assert candidate._worker is None

    def test_all_calls_together_have_a_limit_of_elapsed_time(self, make_candidate: CandidateMaker) -> None:
        """Calls that sleep exceed together the limit of elapsed time, which is three times that of CPU time."""
        candidate = make_candidate("import time\ndef f(): time.sleep(0.2)", limits=replace(LIMITS, cpu_seconds=0.25))
        observed = [candidate.call((), {}) for _ in range(4)]
        assert observed[0] == Returned(None, None)
        assert "together" in assert_failed(observed[3], WALL).message
        assert_failed(candidate.call((), {}), WALL)
        assert candidate._worker is None

    def test_reading_an_expensive_answer_is_charged(self, make_candidate: CandidateMaker) -> None:
        """What reading its answers costs the judge is charged to the submission, so that answers cannot wear it out."""
        source = """
            from judge.wire import codec, messages
            import os, sys
            body = codec.encode([None, True] * 500_000)
            real = codec.encode
            def f():
                codec.encode = lambda value, **limits: body
            """
        limits = replace(LIMITS, cpu_seconds=1.5, cpu_seconds_per_call=1.5, returned_bytes=50 << 20)
        candidate = make_candidate(source, limits=limits)
        calls, observed = call_until_failure(candidate)
        assert_failed(observed, CPU)
        assert candidate._reading_cpu_seconds > 0.2
        assert calls < 100


class TestMemory:
    """Memory is what is resident, as the kernel counts it."""

    @pytest.mark.parametrize(
        "body",
        [
            "x = bytearray(1 << 30); return len(x)",
            "x = []\nwhile True: x.append(bytes(1 << 20) + b'x')",
            "x = b'x' * (1 << 30); import time; time.sleep(60)",
            "import mmap; m = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1",
            "raise MemoryError",
            "return 'x' * (1 << 45)",
            "class Mine(MemoryError): pass\nraise Mine('mine')",
            "import numpy; return numpy.ones(1 << 28).sum().item()",
        ],
        ids=["bytearray", "a list", "bytes", "mmap", "MemoryError", "an allocation", "a subclass", "numpy"],
    )
    def test_a_call_beyond_the_memory_limit_exceeds_it(self, make_candidate: CandidateMaker, body: str) -> None:
        """A call that touches, or asks for, more memory than allowed exceeds the memory limit; the next call goes on."""
        indented = textwrap.indent(body, "    ")
        candidate = make_candidate(f"def f(n):\n    if not n: return 'fine'\n{indented}\n", limits=LIMITS)
        observed = candidate.call((1,), {})
        if isinstance(observed, Returned):
            # It had the memory for too short a time to be seen, but the kernel has seen it.
            observed = candidate.settle()
        assert_failed(observed, MEMORY)
        assert candidate.call((0,), {}) == Returned("fine", None)

    def test_memory_freed_before_the_judge_looked_is_found_when_the_property_ends(
        self, make_candidate: CandidateMaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A call whose memory was freed before the judge looked is found out by the kernel's peak."""
        monkeypatch.setattr("judge.host.worker._POLL_MILLISECONDS", (10_000,))  # look when it has answered, not before
        candidate = make_candidate("def f():\n    x = bytearray(300 << 20)", limits=LIMITS)
        assert candidate.call((), {}) == Returned(None, None)
        assert_failed(candidate.settle(), MEMORY)

    def test_many_short_calls_that_grow_exceed_the_limit(
        self, make_candidate: CandidateMaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A submission that grows a little with every short call exceeds the limit long before the property ends."""
        monkeypatch.setattr("judge.host.worker._POLL_MILLISECONDS", (10_000,))  # every call is a short one
        candidate = make_candidate("kept = []\ndef f(): kept.append(bytes(1 << 20) + b'x')", limits=LIMITS)
        calls, observed = call_until_failure(candidate)
        assert_failed(observed, MEMORY)
        assert calls < 400

    def test_a_reserved_stack_and_deep_recursion_are_honest(self, make_candidate: CandidateMaker) -> None:
        """A thread with a stack of 512 MiB, reserved but not used, and deep recursion in it stay within the limit."""
        source = """
            import sys, threading
            sys.setrecursionlimit(10 ** 6)
            threading.stack_size(512 << 20)
            def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
            def f(n):
                result = []
                thread = threading.Thread(target=lambda: result.append(depth(n)))
                thread.start()
                thread.join()
                return result
            """
        candidate = make_candidate(source, limits=LIMITS)
        assert candidate.call((100_000,), {}) == Returned([100_000], None)
        assert candidate.settle() is None

    def test_the_peak_is_reported(self, make_candidate: CandidateMaker) -> None:
        """The peak reported is that of the worker, interpreter included, over all its workers."""
        candidate = make_candidate(
            "import os\ndef f():\n    x = bytearray(100 << 20)\n    del x\n    os._exit(0)", limits=LIMITS
        )
        candidate.load()
        candidate.close()
        small = candidate.runtime().peak_memory_bytes
        assert 3 << 20 < small < 60 << 20
        candidate = make_candidate("def f():\n    x = bytearray(100 << 20)", limits=LIMITS)
        candidate.call((), {})
        candidate.close()
        assert 100 << 20 < candidate.runtime().peak_memory_bytes < 100 << 20 | 60 << 20


class TestOutput:
    """What is printed is kept up to a limit and never blocks."""

    @pytest.mark.parametrize(
        "body",
        [
            "while True: print('x' * 1000)",
            "print('x' * 5_000_000)",
            "import sys\nwhile True: sys.stderr.write('x' * 1000)",
            "import os\nwhile True: os.write(1, b'x' * 65536)",
            "print('x' * 20_000)",
        ],
        ids=["lines", "at once", "standard error", "the descriptor", "just too much"],
    )
    def test_a_flood_of_output_exceeds_the_output_limit(self, make_candidate: CandidateMaker, body: str) -> None:
        """A call that prints more than allowed exceeds the output limit, and what is kept is bounded."""
        indented = textwrap.indent(body, "    ")
        candidate = make_candidate(f"def f():\n{indented}\n", limits=LIMITS)
        assert_failed(candidate.call((), {}), OUTPUT)
        output = candidate.output()
        assert len(output.stdout + output.stderr) == LIMITS.output_bytes
        assert output.truncated

    def test_a_thread_that_prints_between_calls_is_found_when_the_property_ends(
        self, make_candidate: CandidateMaker
    ) -> None:
        """Output that comes between two calls is found at the next look."""
        source = """
            import os, threading
            def flood():
                while True: os.write(1, b"x" * 5_000)
            def f():
                threading.Thread(target=flood, daemon=True).start()
            """
        candidate = make_candidate(source, limits=LIMITS)
        observed = candidate.call((), {})
        deadline = time.monotonic() + 10
        while not isinstance(observed, Failure) and time.monotonic() < deadline:
            observed = candidate.settle()
        assert_failed(observed, OUTPUT)

    def test_what_was_printed_is_kept_also_when_the_worker_dies(self, make_candidate: CandidateMaker) -> None:
        """What was printed is kept, in order and apart, also the last words of a worker that dies."""
        source = """
            import os, sys
            print("import")
            def f(n):
                print("call", n)
                print("problem", file=sys.stderr)
                if n == 2:
                    os.write(1, b"last words")
                    os.abort()
            """
        candidate = make_candidate(source, limits=LIMITS)
        candidate.call((1,), {})
        candidate.call((2,), {})
        output = candidate.output()
        assert output.stdout == "import\ncall 1\nlast words"  # what Python had not flushed when it aborted is lost
        assert output.stderr.startswith("problem\nproblem\n")
        assert not output.truncated

    def test_a_worker_may_close_or_replace_its_streams(self, make_candidate: CandidateMaker) -> None:
        """A submission that closes or replaces its standard streams is called all the same."""
        source = """
            import os, sys
            def f(n):
                if n == 1: sys.stdout.close()
                if n == 2: sys.stdout = None
                if n == 3: sys.stdout = object()
                if n == 4: sys.stdout = type("Stream", (), {"flush": lambda self: 1 / 0})()
                if n == 5: os.close(1); os.close(2)
                return n
            """
        candidate = make_candidate(source, limits=LIMITS)
        for number in range(1, 7):
            assert candidate.call((number,), {}) == Returned(number, None)

    @pytest.mark.parametrize(
        "body",
        [
            "return 'x' * 100_001",
            "return [1.0] * 12_501",
            "x = []; x.append(x); return x",
            "x = [0] * 1000\nfor _ in range(9): x = [x] * 1000\nreturn x",
            "x = []\nfor _ in range(300): x = [x]\nreturn x",
            "import numpy; return numpy.zeros(100_000)",
            "import numpy; return numpy.broadcast_to(numpy.zeros(1), (1 << 40,))",
        ],
        ids=["text", "floats", "a cycle", "shared lists", "too deep", "an array", "a broadcast array"],
    )
    def test_a_value_that_is_too_large_exceeds_the_output_limit(
        self, make_candidate: CandidateMaker, body: str
    ) -> None:
        """A returned value that is too large, too deep or endless exceeds the limit, soon and with a reason."""
        indented = textwrap.indent(body, "    ")
        candidate = make_candidate(f"def f():\n{indented}\n", limits=LIMITS)
        failure = assert_failed(candidate.call((), {}), RETURNED_SIZE)
        assert "returned" in failure.message

    def test_a_value_of_exactly_the_limit_is_within_it(self, make_candidate: CandidateMaker) -> None:
        """A returned value that needs exactly the allowed bytes is returned."""
        candidate = make_candidate("def f(n): return 'x' * n", limits=LIMITS)
        overhead = 1 + 4 + 8
        assert candidate.call((100_000 - overhead,), {}) == Returned("x" * (100_000 - overhead), None)
        assert_failed(candidate.call((100_001 - overhead,), {}), RETURNED_SIZE)

    def test_an_exception_is_told_where_no_value_would_fit(self, make_candidate: CandidateMaker) -> None:
        """Where hardly anything may be returned, an exception with long texts still arrives."""
        candidate = make_candidate("def f(n): raise ValueError('x' * 5000)", limits=replace(LIMITS, returned_bytes=20))
        raised = candidate.call((1,), {})
        assert isinstance(raised, Raised)
        assert raised.message == "x" * 2_000

    def test_a_value_that_cannot_be_read_out_is_an_exception_of_the_call(self, make_candidate: CandidateMaker) -> None:
        """A dict that a thread changes while it is being sent ends in a value or an exception, never in silence."""
        source = """
            import threading
            def f():
                shared = {n: n for n in range(5_000)}
                def change():
                    while True:
                        shared[len(shared)] = 1
                        shared.popitem()
                threading.Thread(target=change, daemon=True).start()
                return [shared] * 2
            """
        candidate = make_candidate(source, limits=replace(LIMITS, returned_bytes=1 << 20))
        observed = candidate.call((), {})
        assert isinstance(observed, Returned | Raised)


class TestFigures:
    """What a submission used is added up over its workers."""

    def test_cpu_time_of_all_workers_is_added_up(self, make_candidate: CandidateMaker) -> None:
        """CPU time of ended workers stays counted, and the figures last beyond the end."""
        source = """
            import os, time
            def f():
                end = time.process_time() + 0.1
                while time.process_time() < end: pass
                os._exit(0)
            """
        candidate = make_candidate(source, limits=LIMITS)
        for _ in range(3):
            candidate.call((), {})
        assert candidate.cpu_seconds >= 0.3
        candidate.close()
        runtime = candidate.runtime()
        assert runtime.cpu_seconds == candidate.cpu_seconds
        assert 0.3 <= runtime.cpu_seconds < SOON
        assert runtime.wall_seconds >= 0.3

    def test_closing_twice_does_nothing(self, make_candidate: CandidateMaker) -> None:
        """A candidate can be closed before its first call, and again."""
        candidate = make_candidate("def f(): pass", limits=LIMITS)
        candidate.close()
        candidate.close()
        assert candidate.output().stdout == ""
