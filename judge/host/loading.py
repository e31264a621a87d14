"""What a worker's reply to being sent a submission means."""

from __future__ import annotations

from typing import Final

from judge.host.replies import Failure, Raised, read_raised
from judge.host.worker import Reply
from judge.model import Cause, Verdict
from judge.wire import messages

_INVALID_CAUSES: Final = {cause.value: cause for cause in (Cause.SYNTAX_ERROR, Cause.IMPORT_ERROR, Cause.ENTRY_POINT)}


def interpret_load(reply: Reply | Failure) -> Failure | None:
    """Why the submission cannot be used; None if it was imported."""
    if isinstance(reply, Failure):
        # An exit or a crash while it is imported: there is no working module.
        verdict = Verdict.INVALID_SUBMISSION if reply.verdict is Verdict.RUNTIME_ERROR else reply.verdict
        return Failure(verdict, reply.cause, f"while it was imported, {reply.message}")
    if reply.tag == messages.LOADED:
        return None
    body = reply.body
    if type(body) is tuple and body and type(body[0]) is str:
        cause, raised = body[0], read_raised(body[1:])
        if raised is not None and raised.builtin_name == "MemoryError":
            what = "it ran out of memory while it was imported"
            return Failure(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, what, raised)
        if raised is not None and cause in _INVALID_CAUSES:
            return Failure(Verdict.INVALID_SUBMISSION, _INVALID_CAUSES[cause], _load_problem(cause, raised), raised)
    what = "its process broke the protocol while it was imported"
    return Failure(Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION, what)


def _load_problem(cause: str, raised: Raised) -> str:
    if cause == Cause.ENTRY_POINT:
        return raised.message
    what = "the source is not valid Python" if cause == Cause.SYNTAX_ERROR else "importing it failed"
    return f"{what}: {raised}"
