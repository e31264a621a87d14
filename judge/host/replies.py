"""What can come of asking a submission something: plain, already checked observations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from judge.model import Cause, Verdict

_TEXT_LIMIT: Final = 2_000
_TRACEBACK_LIMIT: Final = 8_000


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned. `arguments` are the positional ones as the function left them, if they were asked for."""

    value: object
    arguments: tuple[object, ...] | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """The call raised; all four are texts the submission controls.

    Attributes:
        type_name: The exception's own type.
        builtin_name: The builtin type it is, or derives from.
        message: `str()` of the exception.
        traceback: The submission's frames, formatted.
    """

    type_name: str
    builtin_name: str
    message: str
    traceback: str

    def __str__(self) -> str:
        return f"{self.type_name}: {self.message}" if self.message else self.type_name


@dataclass(frozen=True, slots=True)
class Failure:
    """The submission cannot go on, or could not be loaded: a verdict, its cause and a sentence that says what happened.

    Attributes:
        raised: The exception behind it, where there is one.
    """

    verdict: Verdict
    cause: Cause
    message: str
    raised: Raised | None = None


def read_raised(body: object) -> Raised | None:
    """The exception in a reply; None if that is not what the reply holds."""
    if type(body) is tuple and len(body) == 4 and all(type(text) is str for text in body):  # noqa: PLR2004
        name, builtin, message, traceback = body
        return Raised(bounded(name), bounded(builtin), bounded(message), traceback[-_TRACEBACK_LIMIT:])
    return None


def bounded(text: str) -> str:
    """A text that a submission controls, cut to a length that can be shown."""
    return text if len(text) <= _TEXT_LIMIT else text[:_TEXT_LIMIT] + "…"
