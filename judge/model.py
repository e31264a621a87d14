"""What a grade is made of: verdicts, causes, limits, outcomes.

Frozen dataclasses and enumerations only; no input or output, no clock, nothing imported from the rest of the package.
Every other module speaks in these terms, and `docs/` and the JSON schema use the same names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
    NOT_RUN = "not_run"
    TOO_FEW_EXAMPLES = "too_few_examples"
    HIDDEN_TEST = "hidden_test"
    REFERENCE_FAILS = "reference_fails"
    INTERNAL = "internal"


class Feedback(StrEnum):
    """How much of a grade its reader may see; each level includes the ones before it."""

    VERDICT = "verdict"
    PROPERTY = "property"
    COUNTEREXAMPLE = "counterexample"
