"""Every hostile program is contained, gets the verdict that it declares, and leaves nothing behind.

A program that finds its attack successful prints a line that begins with `ESCAPED`; one that is contained goes on and answers
honestly if it still can. So `accepted` without such a line proves as much as any other verdict does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.ground import SECRETS, Ground, Traces
from hostile.program import HERE, Program, all_programs
from judge import Grade, Verdict, grade
from judge.challenge import load_challenge
from judge.report.json import render_json
from judge.report.text import render_text

LEVELS = {"full": (), "strong": ("namespaces",)}
"""The levels that the suite runs at, each with the layers that are switched off for it."""

PROGRAMS = all_programs()
LIMITS = load_challenge(HERE / "challenge").limits
WALL_SECONDS = 3 * (LIMITS.import_seconds + LIMITS.cpu_seconds) + 1
"""What the limits allow at most, plus a second: elapsed time is bounded by three times the CPU time."""

BUSY = 2
"""How much slower than its limits a loaded machine may be."""

GROWN_BYTES = 128 << 20
"""How much memory the judge may need for whatever a submission sends."""


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with Ground() as made, pytest.MonkeyPatch.context() as patch:
        # Recordings are kept, as they are for users, so that examples are generated once and not for each program.
        patch.setenv("XDG_CACHE_HOME", str(made.folder / "cache"))
        patch.delenv("JUDGE_CACHE", raising=False)
        for _ in range(2):  # everything that judging loads and starts once is there before anything is measured
            assert grade(made.challenge, made.honest).verdict is Verdict.ACCEPTED
        yield made


@pytest.fixture(scope="module")
def levels(ground: Ground) -> dict[str, str]:
    """What this machine makes of each level."""
    return {level: judge_at(level, ground, ground.honest).isolation.level for level in LEVELS}


def judge_at(level: str, ground: Ground, path: Path) -> Grade:
    return grade(ground.challenge, path, without=LEVELS[level])


CASES = [(level, program) for level in LEVELS for program in PROGRAMS if level in program.expected]


@pytest.mark.parametrize(("level", "program"), CASES, ids=[f"{level}-{program.name}" for level, program in CASES])
def test_contained(level: str, program: Program, ground: Ground, levels: dict[str, str]) -> None:
    """It gets the verdict it should, succeeds in nothing, leaves nothing, and the next submission is judged right."""
    if levels[level] != level:
        pytest.skip(f"this machine has level {levels[level]}")
    if not program.fits:
        pytest.skip(f"written for {program.machine}")
    placed = ground.place(program.path)
    problems: list[str] = []
    for _ in range(program.runs):
        with ground.watched() as traces:
            result = judge_at(level, ground, placed)
        problems += find_problems(result, program, level)
        problems += find_traces(traces)
        after = judge_at(level, ground, ground.honest)
        if after.verdict is not Verdict.ACCEPTED:
            problems.append(f"the next submission: {after.verdict} {after.cause} {after.message}")
    ground.tidy()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


SOURCES = {
    "null bytes": (b"def double(n):\n    return 0\x00\n", {"syntax_error"}),
    "no UTF-8": (b"double = '\xff\xfe'\n", {"syntax_error"}),
    "UTF-16": ("def double(n): return 0\n".encode("utf-16"), {"syntax_error"}),
    "an encoding nobody knows": (b"# coding: none-such\ndouble = int\n", {"syntax_error"}),
    "an encoding that is no text": (b"# coding: rot13\nqrs qbhoyr(a): erghea 0\n", {"syntax_error"}),
    "parentheses": (b"(" * 100_000, {"syntax_error"}),
    # One version of Python runs out of stack in good order here, another says that it has no memory.
    "signs": (b"double = " + b"-" * 100_000 + b"1\n", {"syntax_error", "memory", "signal"}),
    "attributes": (b"double = x" + b".y" * 100_000 + b"\n", {"syntax_error", "memory", "signal", "import_error"}),
    "nothing": (b"", {"entry_point"}),
    "too much": (b"#" * 2_000_000, {"source_size"}),
}


@pytest.mark.parametrize("name", SOURCES)
def test_source_text(name: str, ground: Ground) -> None:
    """Source text that breaks parsers and decoders is an invalid submission and no more."""
    content, causes = SOURCES[name]
    path = ground.submissions / "source.py"
    path.write_bytes(content)
    with ground.watched() as traces:
        result = grade(ground.challenge, path)
    assert result.cause in causes, (result.cause, result.message)
    assert result.verdict in {Verdict.INVALID_SUBMISSION, Verdict.MEMORY_LIMIT_EXCEEDED}
    assert list(find_traces(traces)) == []
    assert grade(ground.challenge, ground.honest).verdict is Verdict.ACCEPTED


def find_traces(traces: Traces) -> Iterator[str]:
    """What a program left behind, and what it cost."""
    for name in ("listeners", "signals", "processes", "files", "kernel_objects"):
        if value := getattr(traces, name):
            yield f"{name}: {value}"
    if traces.sentinel != "untouched":
        yield f"the sentinel: {traces.sentinel}"
    if traces.seconds > WALL_SECONDS * BUSY:
        yield f"it took {traces.seconds:.1f} s"
    if traces.grown_bytes > GROWN_BYTES:
        yield f"the judge grew by {traces.grown_bytes >> 20} MiB"


def find_problems(result: Grade, program: Program, level: str) -> Iterator[str]:
    """What is wrong with a result."""
    got = result.verdict.value, result.cause.value if result.cause else "-"
    if got not in program.expected[level]:
        yield f"{got}, not {program.expected[level]}: {result.message} {result.properties[:1]} {result.output.stderr[-500:]}"
    for text in (result.output.stdout, result.output.stderr):
        yield from (line[:200] for line in text.splitlines() if line.startswith("ESCAPED"))
    reports = render_text(result), render_json(result)
    for report in reports:
        if SECRETS in report:
            start = report.index(SECRETS)
            yield f"a secret got out: {report[start - 50 : start + 50]}"
        control = {character for character in report if not character.isprintable() and character != "\n"}
        if control:
            yield f"control characters in a report: {control}"


def test_every_promise_and_layer_is_attacked() -> None:
    """The suite is as broad as the threat model: at least 90 programs, five groups, six promises, every layer."""
    assert len(PROGRAMS) >= 90
    assert {program.promise for program in PROGRAMS} == set(range(1, 7))
    assert {program.layer for program in PROGRAMS} >= {"seccomp", "landlock", "rlimits", "host", "protocol"}
    groups = Counter(program.path.parent.name for program in PROGRAMS)
    assert set(groups) == {"theft", "forgery", "exhaustion", "escape", "state"}
    assert min(groups.values()) >= 8
