"""What a verification found: plain records, which the reports render and nothing else changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from judge.model import Verdict

CHECKS = (
    "folder",
    "reference",
    "known_answers",
    "kill_matrix",
    "junk",
    "mutants",
    "time_window",
    "inputs",
    "certificate",
)
"""The checks, as slugs, in the order of reports."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that makes a challenge invalid, and what to change.

    Attributes:
        check: The check that found it, a slug such as `kill_matrix`.
        path: The file to change.
        line: The line in it, from 1.
        is_error: Whether the challenge is invalid for it; else it is worth a look.
    """

    check: str
    path: Path
    line: int
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property: its test, what it cost the reference, what it was given, what it rejected."""

    name: str
    title: str
    path: Path
    line: int
    points: float
    is_generated: bool
    rejected: int = 0
    rejected_mutants: int = 0
    inputs: str = ""
    calls: int = 0
    distinct: int = 0
    edge_share: float = 0.0
    assumed_away: float = 0.0


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A known-answer submission.

    Attributes:
        name: Its path below `submissions/`.
        expected: The verdict that its folder names.
        verdict: The one it got.
        by_property: Of each property that ran, in the order of running, the verdict.
    """

    name: str
    expected: Verdict
    verdict: Verdict
    by_property: tuple[tuple[str, Verdict], ...]


@dataclass(frozen=True, slots=True)
class JunkRow:
    """A junk submission, see `judge.package.verify.junk.Junk`; `property` rejects it first, or is `loading` if none ran."""

    name: str
    why: str
    verdict: Verdict
    property: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class MutantRow:
    """A mutant that was not rejected: see `judge.package.verify.mutants.Mutant`.

    Attributes:
        mark: What marks it as equivalent in `challenge.toml`, but for the reason; empty where that is done.
        reason: Why it is marked as equivalent; empty where it is not.
    """

    line: int
    operator: str
    original: str
    mutated: str
    diff: str
    source: str
    mark: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MutationSummary:
    """What became of the mutants.

    Attributes:
        total: How many there are.
        killed: How many were rejected.
        by_time: How many of these by a time limit.
        marked: Those marked as equivalent, with their reasons.
        survivors: Those neither rejected nor marked.
        demanded: Percent of the unmarked that must be rejected.
    """

    total: int
    killed: int
    by_time: int
    marked: tuple[MutantRow, ...]
    survivors: tuple[MutantRow, ...]
    demanded: float

    @property
    def score(self) -> float:
        """Percent of the unmarked mutants that were rejected."""
        unmarked = self.total - len(self.marked)
        return 100.0 * self.killed / unmarked if unmarked else 100.0


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Where the time limit stands between what must pass it and what must not, in multiples of the limit.

    Attributes:
        slowest: Time of the slowest accepted submission.
        slowest_name: Which one, in which property.
        fastest: Time of the fastest submission that is too slow; None if there is none.
        fastest_name: Which one, in which property.
        fastest_is_bound: Whether it was stopped there, so that it takes longer than `fastest`.
        ac_to_time_limit: How many times the slowest must fit into the limit.
        time_limit_to_tle: How many times the limit the fastest must take.
    """

    slowest: float
    slowest_name: str
    fastest: float | None
    fastest_name: str
    fastest_is_bound: bool
    ac_to_time_limit: float
    time_limit_to_tle: float

    @property
    def derived(self) -> float:
        """The least limit that the accepted submissions allow, over the present one."""
        return self.slowest * self.ac_to_time_limit

    @property
    def highest(self) -> float | None:
        """The highest limit that the submissions which are too slow allow, over the present one."""
        return None if self.fastest is None else self.fastest / self.time_limit_to_tle


class State(StrEnum):
    """What came of a check."""

    HOLDS = "holds"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check: its slug, what came of it, and a sentence with figures."""

    name: str
    state: State
    figures: str


@dataclass(slots=True)
class Verification:
    """Everything found out about one challenge.

    Attributes:
        checks: What was checked, a sentence with figures for each check by its slug.
    """

    name: str
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    checks: dict[str, str] = field(default_factory=dict)
    properties: list[PropertyRow] = field(default_factory=list)
    submissions: list[SubmissionRow] = field(default_factory=list)
    junk: list[JunkRow] = field(default_factory=list)
    mutation: MutationSummary | None = None
    window: TimeWindow | None = None
    seconds: float = 0.0

    @property
    def is_valid(self) -> bool:
        """Whether no check found an error."""
        return not any(problem.is_error for problem in self.problems)

    @property
    def rows(self) -> list[CheckRow]:
        """The checks that were made."""
        made = {*self.checks, *(problem.check for problem in self.problems)}
        return [CheckRow(name, self._state(name), self.checks.get(name, "")) for name in CHECKS if name in made]

    def _state(self, check: str) -> State:
        found = {problem.is_error for problem in self.problems if problem.check == check}
        return State.ERROR if True in found else State.WARNING if found else State.HOLDS

    def add(self, check: str, path: Path, message: str, *, line: int = 1, is_error: bool = True) -> None:
        """Enter a problem."""
        self.problems.append(Problem(check, path, line, message, is_error))

    def show_from(self, base: Path) -> None:
        """Shorten the paths that lie below a folder, so that they can be read and opened from there."""
        self.folder = _shorten(self.folder, base)
        self.problems = [replace(problem, path=_shorten(problem.path, base)) for problem in self.problems]
        self.properties = [replace(row, path=_shorten(row.path, base)) for row in self.properties]


def _shorten(path: Path, base: Path) -> Path:
    absolute = path.absolute()
    return absolute.relative_to(base) if absolute.is_relative_to(base) else path
