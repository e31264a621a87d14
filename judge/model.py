"""What a grade is made of: verdicts, causes, limits, outcomes.

Frozen dataclasses and enumerations only; no input or output, no clock, nothing imported from the rest of the package.
Every other module speaks in these terms, and `docs/` and the JSON schema use the same names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What became of a submission, or of one of its properties."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    RUNTIME_ERROR = "runtime_error"
    INVALID_SUBMISSION = "invalid_submission"
    JUDGE_ERROR = "judge_error"

    @property
    def short(self) -> str:
        """The two- or three-letter name contest judges use, such as `AC`."""
        return _SHORT_NAMES[self]


_SHORT_NAMES = {
    Verdict.ACCEPTED: "AC",
    Verdict.WRONG_ANSWER: "WA",
    Verdict.TIME_LIMIT_EXCEEDED: "TLE",
    Verdict.MEMORY_LIMIT_EXCEEDED: "MLE",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "OLE",
    Verdict.RUNTIME_ERROR: "RTE",
    Verdict.INVALID_SUBMISSION: "CE",
    Verdict.JUDGE_ERROR: "JE",
}


class Cause(StrEnum):
    """Why a verdict other than `accepted` was given: a stable slug, finer than the verdict."""

    WRONG_VALUE = "wrong_value"
    WRONG_TYPE = "wrong_type"
    WRONG_EXCEPTION = "wrong_exception"
    ARGUMENT_MODIFIED = "argument_modified"
    DISTRIBUTION = "distribution"
    DIFFERENT_ANSWERS = "different_answers"
    CPU_TIME = "cpu_time"
    WALL_TIME = "wall_time"
    MEMORY = "memory"
    OUTPUT = "output"
    RETURNED_SIZE = "returned_size"
    EXCEPTION = "exception"
    SIGNAL = "signal"
    EXIT = "exit"
    PROTOCOL_VIOLATION = "protocol_violation"
    SYNTAX_ERROR = "syntax_error"
    IMPORT_ERROR = "import_error"
    ENTRY_POINT = "entry_point"
    SOURCE_SIZE = "source_size"
    UNREADABLE = "unreadable"
    NOT_RUN = "not_run"
    TOO_FEW_EXAMPLES = "too_few_examples"
    HIDDEN_TEST = "hidden_test"
    REFERENCE_FAILS = "reference_fails"
    INTERNAL = "internal"


class Feedback(StrEnum):
    """How much of a grade its reader may see; each level includes the ones before it."""

    VERDICT = "verdict"
    PROPERTY = "property"
    INPUT = "input"
    COUNTEREXAMPLE = "counterexample"
    EVERYTHING = "everything"


CLOSE_TO_LIMIT: Final = 0.8, 1.25
"""CPU time over a limit from which on, and up to which, a verdict is close: the reference is measured beside each call."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use.

    Attributes:
        cpu_seconds_per_call: CPU time (user and system, all threads) of one call, from sending it to having its answer.
        cpu_seconds: CPU time of all calls and imports together, and of reading their answers; elapsed time may be three
            times as much.
        wall_seconds_per_call: Elapsed time of one call; a backstop for calls that sleep.
        import_seconds: CPU time of importing the submission; elapsed time may be three times as much.
        memory_bytes: Resident memory of the worker, interpreter included.
        output_bytes: Standard output and standard error together.
        returned_bytes: One returned value as encoded: 8 bytes for a number, 1 per character of text, 5 per container.
        source_bytes: The submission's source.
    """

    cpu_seconds_per_call: float = 10.0
    cpu_seconds: float = 60.0
    wall_seconds_per_call: float = 30.0
    import_seconds: float = 10.0
    memory_bytes: int = 512 << 20
    output_bytes: int = 1 << 20
    returned_bytes: int = 64 << 20
    source_bytes: int = 1 << 20

    def with_time(self, factor: float) -> Limits:
        """These limits with all times multiplied."""
        return replace(
            self,
            cpu_seconds_per_call=self.cpu_seconds_per_call * factor,
            cpu_seconds=self.cpu_seconds * factor,
            wall_seconds_per_call=self.wall_seconds_per_call * factor,
            import_seconds=self.import_seconds * factor,
        )


Details = tuple[tuple[str, str], ...]
"""What helps to see what is wrong: labels and texts, in the order to show them."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest call found that shows a property does not hold.

    Attributes:
        call: The call as source text that can be pasted below the submission.
        returned: The returned value as source text, if the call returned.
        raised: The exception as `Type: message`, if the call raised one.
        message: What was expected, or which limit was exceeded, in a sentence or a few lines.
        details: Where two values differ, an argument before and after, or how often something was drawn.
        traceback: The submission's own frames of the exception, innermost last; empty if there was none.
    """

    call: str
    returned: str | None = None
    raised: str | None = None
    message: str = ""
    traceback: str = ""
    details: Details = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one property.

    Attributes:
        name: The test's name in its file, with its parameters.
        title: The first line of the test's docstring, which candidates may see.
        examples: Valid examples that ran, the failing one included, those of shrinking not.
        cpu_seconds: CPU time the worker spent on the property's calls, shrinking included.
        wall_seconds: Elapsed time of the property.
        time_limit_share: CPU time over its limit of the call that came nearest to it.
        hint: What its author says to those for whom it does not hold; empty where it holds.
        source: The test's source, where that was asked for.
    """

    name: str
    title: str
    verdict: Verdict
    cause: Cause | None = None
    points: float = 1.0
    examples: int = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    counterexample: Counterexample | None = None
    feedback: Feedback | None = None
    time_limit_share: float = 0.0
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with an interval that contains the true value with a probability of at least 95 %.

    Attributes:
        value: The estimate.
        low: The interval's lower end.
        high: Its upper end.
        count: From how many observations.
    """

    value: float
    low: float
    high: float
    count: int

    @property
    def half_width(self) -> float:
        """The farther end's distance from the estimate, as a share of the estimate."""
        return max(self.value - self.low, self.high - self.value) / self.value if self.value else float("inf")


@dataclass(frozen=True, slots=True)
class Growth:
    """How time grows with the size of the input.

    Attributes:
        exponent: The power of the size that it follows.
        laws: The named laws that the times allow, such as `n log n`, slow ones first; empty if it is none of those known.
    """

    exponent: Interval
    laws: tuple[str, ...]

    def __str__(self) -> str:
        """The law in words, as honest as the data allow."""
        if not self.laws:
            return f"n to the power {self.exponent.value:.2f}"
        return self.laws[0] if len(self.laws) == 1 else f"between {self.laws[0]} and {self.laws[-1]}"


@dataclass(frozen=True, slots=True)
class TimedSize:
    """CPU seconds of calls with inputs of one size, without what passing the values costs.

    Attributes:
        passing_seconds: What passing the arguments and the reference's value costs the worker.
        reference_seconds: None where the size was too large for the reference; likewise for the submission.
    """

    size: int
    seconds: float | None
    reference_seconds: float | None
    passing_seconds: float


@dataclass(frozen=True, slots=True)
class Timing:
    """A submission's time beside the reference's, measured in turn on the same inputs.

    Attributes:
        relative: CPU time over the reference's; what is None could not be measured, and `note` says why.
        size: Of the inputs it was measured on.
        import_seconds: How much longer than the reference the submission took to import; part of `relative`.
        growth: How the submission's time grows.
        reference_growth: How the reference's does.
        sizes: What both follow from.
        peak_memory_bytes: Above what an idle worker holds.
        reference_peak_memory_bytes: Likewise.
        note: Why something is missing; may quote what the submission raised.
    """

    relative: Interval | None = None
    size: int = 0
    import_seconds: float = 0.0
    growth: Growth | None = None
    reference_growth: Growth | None = None
    sizes: tuple[TimedSize, ...] = ()
    peak_memory_bytes: int = 0
    reference_peak_memory_bytes: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a whole submission used, as seen from outside its process.

    Attributes:
        relative_to_reference: CPU time of the timed calls over the reference's on the same inputs; None if none was timed.
        timing: What was measured beside the reference, after the verdict.
    """

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_memory_bytes: int = 0
    relative_to_reference: float | None = None
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What a submission printed, as text; undecodable bytes are escaped."""

    stdout: str = ""
    stderr: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Isolation:
    """How the worker was contained: a level and the names of the layers in force, innermost first."""

    level: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """Everything the judge says about one submission: the object behind every report.

    Attributes:
        challenge: Name of the challenge.
        challenge_digest: SHA-256 of what decides verdicts in the challenge folder.
        submission: Path of the submission as it was given, `-` for standard input.
        submission_digest: SHA-256 of the submission's bytes.
        message: One sentence beside the verdict where no property says it, such as a syntax error or the judge's own fault.
        score: Points of the accepted properties over all points, 0 to 1.
    """

    challenge: str
    challenge_digest: str
    submission: str
    submission_digest: str
    verdict: Verdict
    cause: Cause | None
    message: str
    integrity: tuple[str, ...]
    score: float
    seed: int
    properties: tuple[Outcome, ...]
    runtime: Runtime
    output: Output
    isolation: Isolation
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BenchEntry:
    """One of several submissions that were measured side by side.

    Attributes:
        submission: Its path as it was given.
        submission_digest: SHA-256 of its bytes.
        verdict: Only accepted ones are measured.
        rank: From 1; those that cannot be told apart share one. None if its runtime could not be compared.
        timing: None if it is not accepted.
    """

    submission: str
    submission_digest: str
    verdict: Verdict
    rank: int | None = None
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Several submissions of one challenge, measured side by side: the object behind every report of `judge bench`.

    Attributes:
        challenge: Name of the challenge.
        challenge_digest: SHA-256 of what decides verdicts in the challenge folder.
        entries: In the order of their rank, those without one last.
    """

    challenge: str
    challenge_digest: str
    seed: int
    entries: tuple[BenchEntry, ...]
    isolation: Isolation
    versions: dict[str, str]
