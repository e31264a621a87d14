"""Run a solution on the inputs that its hidden tests are to use, in a contained worker, and learn what the tests must know.

Where the solution fails on some inputs by accident, narrower ones are tried; what it raises on purpose is part of the task.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Self

from judge.errors import UsageError
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Failure, Raised, Returned
from judge.literals import call_text, source_text
from judge.model import Limits
from judge.package.new.answers import Answer, Arguments, Trial, contains, describe, is_same_answer, parts_of
from judge.package.new.domain import Bounds, Domain, combine, domains_of
from judge.package.new.signature import Signature, parse_source
from judge.package.new.variety import check_variety

_LIMITS: Final = replace(Limits(), cpu_seconds_per_call=0.25, wall_seconds_per_call=2.0, output_bytes=64 << 20)
"""A call of a hidden test runs hundreds of times, so a slow one is not waited for."""

_LADDER: Final = tuple(
    Bounds(least, most, least_size)
    for most in (1000, 100, 20)
    for least_size, least in itertools.product((0, 1), (-most, 0, 1))
)
"""From the widest inputs to the narrowest."""

_GENERATED: Final = 100
_MOST_NESTED: Final = 64
_PLAIN: Final = (type(None), bool, int, float, str, bytes, list, tuple, dict, set, frozenset)
_WRITE_BY_HAND: Final = "write the tests by hand instead, as docs/authoring.md shows"


class _UnfitError(Exception):
    """The solution fails on an input; the message says how, and goes on after the call."""

    def __init__(self, what: str, arguments: Arguments) -> None:
        super().__init__(what)
        self.arguments = arguments


def try_solution(source: str, signature: Signature, file_name: str) -> Trial:
    """Find inputs that a solution can take, and what it answers.

    Args:
        source: The solution. It is its author's own, but may loop or exit, so it runs in a worker all the same.
        signature: Of its entry point.
        file_name: What messages call it.

    Raises:
        UsageError: The solution cannot be loaded, or no tests can be written for it; the message says what to change.
    """
    failures: list[_UnfitError] = []
    tried: set[tuple[str, ...]] = set()
    with _Bench(source, signature, file_name) as bench:
        for bounds in _LADDER:
            domains = domains_of(signature, bounds)
            strategies = tuple(domain.strategy for domain in domains)
            if strategies in tried:
                continue
            tried.add(strategies)
            small = combine(domains)
            combinations = list(itertools.product(*small))
            inputs = [*combinations, *_shortened(small, signature.required)]
            if any(error.arguments in inputs for error in failures):
                continue  # it would fail again, and perhaps take its time
            try:
                answers = bench.ask(inputs)
                generated = bench.ask(_generate(domains))
            except _UnfitError as error:
                failures.append(error)
                continue
            count = len(combinations)
            narrowed_because = str(failures[0]) if failures else ""
            trial = Trial(domains, small, answers[:count], answers[count:], generated, narrowed_because)
            check_variety(trial, signature, file_name)
            return trial
    raise UsageError(
        f"{file_name}: {failures[0]}. The tests would try such inputs, which fit the annotations: handle them, raise "
        "ValueError where they are not allowed, or pass --signature with narrower types"
    )


def _shortened(small: Sequence[Sequence[object]], required: int) -> Iterator[Arguments]:
    """The combinations of small values in which parameters with a default are left out, last ones first."""
    for size in range(len(small) - 1, required - 1, -1):
        yield from itertools.product(*small[:size])


def _generate(domains: Sequence[Domain]) -> list[Arguments]:
    """Inputs as the hidden tests will generate them, the same ones every time."""
    from hypothesis import Phase, given, settings, strategies  # noqa: PLC0415  # slow to import

    from judge.grading.hypothesis_engine import default_profile  # noqa: PLC0415

    generated: list[Arguments] = []
    with default_profile():
        everything: Any = strategies.tuples(*(eval(domain.strategy, {"st": strategies}) for domain in domains))  # noqa: S307  # written by `judge.package.new.domain`

        @settings(max_examples=_GENERATED, derandomize=True, database=None, phases=[Phase.generate])
        @given(everything)
        def keep(arguments: Arguments) -> None:
            generated.append(arguments)

        keep()
    return generated


class _Bench:
    """Asks a solution, always in two workers and in two orders; a context manager that ends what it started.

    The workers differ in the seeds of `random` and of string hashing, so that an answer which depends on these shows, and so
    does one that depends on what was asked before.
    """

    def __init__(self, source: str, signature: Signature, file_name: str) -> None:
        self._source = source.encode()
        self._name = signature.name
        self._file_name = file_name
        self._purposes = _lines_that_raise(source, file_name)
        self._hosts: list[Host] = []

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.close)
            self._hosts = [Host(seed, _LIMITS) for seed in range(2)]
            on_failure.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for host in self._hosts:
            host.close()

    def ask(self, inputs: Sequence[Arguments]) -> tuple[Answer, ...]:
        """What the solution answers.

        Raises:
            _UnfitError: It fails on an input.
            UsageError: It cannot be loaded, its answers cannot be compared, or it does not always answer the same.
        """
        answers = self._ask(0, inputs)
        again = self._ask(1, inputs[::-1])[::-1]
        for one, other in zip(answers, again, strict=True):
            if not is_same_answer(one, other):
                raise UsageError(
                    f"{self._file_name}: {self._call(one.arguments)} gives {describe(one)} at one time and {describe(other)} "
                    f"at another; tests that compare answers do not fit it: {_WRITE_BY_HAND}"
                )
        return tuple(answers)

    def _ask(self, number: int, inputs: Sequence[Arguments]) -> list[Answer]:
        answers = []
        with Candidate(self._source, "solution.py", self._name, _LIMITS, number, self._hosts[number]) as candidate:
            unloadable = candidate.load()
            if unloadable is not None:
                raise UsageError(f"{self._file_name}: {unloadable.message}")
            for arguments in inputs:
                observed = candidate.call(arguments, {}, keep_arguments=True)
                try:
                    answers.append(_read_answer(observed, arguments, self._purposes))
                except _UnfitError as error:
                    raise _UnfitError(f"{self._call(arguments)} {error}", arguments) from None
                except UsageError as error:
                    raise UsageError(f"{self._file_name}: {self._call(arguments)} {error}") from None
        return answers

    def _call(self, arguments: Arguments) -> str:
        return call_text(self._name, arguments, {}, limit=200)


def _read_answer(observed: Returned | Raised | Failure, arguments: Arguments, purposes: set[int]) -> Answer:
    """What came of a call.

    Raises:
        _UnfitError: The solution fails; the message goes on after the call.
        UsageError: Its answer cannot be compared; likewise.
    """
    match observed:
        case Returned(value=value, arguments=left):
            problem = _find_problem(value)
            if problem:
                raise UsageError(f"returns {problem}")
            if contains(value, lambda part: isinstance(part, float) and not math.isfinite(part)):
                raise _UnfitError(f"returns {source_text(value, 100)}, to which no number is near", arguments)
            for before, after in zip(arguments, left or (), strict=True):
                if before != after:
                    change = f"{source_text(before, 100)} becomes {source_text(after, 100)}"
                    raise UsageError(f"changes its argument: {change}; work on a copy, and return what is new")
            return Answer(arguments, value)
        case Raised(builtin_name=name, message=message):
            lines = re.findall(r'^  File "[^"]*solution\.py", line (\d+)', observed.traceback, re.MULTILINE)
            if not lines or int(lines[-1]) not in purposes:
                raise _UnfitError(f"raises {observed}", arguments)
            if name in {"Exception", "BaseException"}:
                what = "which tests cannot tell from other exceptions; derive it from ValueError"
                raise UsageError(f"raises {observed.type_name}, {what}")
            return Answer(arguments, raised=name, message=message)
        case Failure(message=message):
            raise _UnfitError(f"fails: {message}", arguments)


def _lines_that_raise(source: str, file_name: str) -> set[int]:
    """The lines of `raise` statements."""
    lines: set[int] = set()
    for node in ast.walk(parse_source(source, file_name)):
        if isinstance(node, ast.Raise):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def _find_problem(value: object, depth: int = 0) -> str:
    """Why a returned value cannot be compared; empty if it can."""
    kind = type(value)
    if kind not in _PLAIN:
        hint = "; convert it with .tolist() or .item()" if kind.__module__ == "numpy" else ""
        return (
            f"{source_text(value, 100)}, which is not made of {', '.join(each.__name__ for each in _PLAIN[1:])}{hint}"
        )
    if depth > _MOST_NESTED:
        return "a value that is nested too deeply"
    return next(filter(None, (_find_problem(part, depth + 1) for part in parts_of(value))), "")
