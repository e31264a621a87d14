"""The closed table of messages between the judge and a worker, and how one is framed.

A frame is the payload's length (8 bytes, little-endian) and the payload: one encoded tuple `(tag, id, ...)`. The judge sends
requests, each with a fresh unguessable id; the worker answers each with exactly one reply that carries the same id.

    judge to worker   ("hello", id)                                            answered by "ready"
                      ("load", id, source, file_name, entry_point, seed)       answered by "loaded" or "invalid"
                      ("call", id, count, keep, args, kwargs)                  answered by "returned", "raised" or "unsendable"
    worker to judge   ("ready", id)
                      ("loaded", id)
                      ("invalid", id, cause, exception)
                      ("returned", id, value, args)
                      ("raised", id, exception)
                      ("unsendable", id, reason)

`count` is 0 for a single call and n > 0 for a sample, whose value is the list of n returned values. If `keep` is true, `args`
of the reply are the positional arguments as the function left them, else it is None. `exception` is `(type_name, builtin_name, message, traceback)`, four texts.
"""

from __future__ import annotations

HEADER_BYTES = 8
ID_BYTES = 16

HELLO = "hello"
LOAD = "load"
CALL = "call"

READY = "ready"
LOADED = "loaded"
INVALID = "invalid"
RETURNED = "returned"
RAISED = "raised"
UNSENDABLE = "unsendable"

REPLY_LENGTHS = {READY: 2, LOADED: 2, INVALID: 4, RETURNED: 4, RAISED: 3, UNSENDABLE: 3}
"""For every reply the length of its tuple; the judge accepts nothing else."""


def frame(payload: bytes) -> bytes:
    """The payload with its length before it."""
    return len(payload).to_bytes(HEADER_BYTES, "little") + payload
