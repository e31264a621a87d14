"""Auto-graded coding challenges: trusted property-based tests judge code they never share a process with.

    from judge import grade
    grade("challenges/primes", "my_solution.py").verdict

Nothing is imported here until it is asked for: starting a worker runs this file.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from judge.errors import ChallengeError, JudgeError, UsageError
    from judge.grading.grade import grade
    from judge.model import Cause, Counterexample, Grade, Outcome, Verdict

__version__ = "0.1.0"

_HOMES = {
    "ChallengeError": "judge.errors",
    "JudgeError": "judge.errors",
    "UsageError": "judge.errors",
    "grade": "judge.grading.grade",
    "Cause": "judge.model",
    "Counterexample": "judge.model",
    "Grade": "judge.model",
    "Outcome": "judge.model",
    "Verdict": "judge.model",
}

__all__ = [
    "Cause",
    "ChallengeError",
    "Counterexample",
    "Grade",
    "JudgeError",
    "Outcome",
    "UsageError",
    "Verdict",
    "grade",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # noqa: PLC0415

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
