"""The closed table of messages between the judge and a worker, and how one is framed.

A message is a header of fixed size and a body, one encoded value. The judge sends requests, each with a fresh unguessable id;
the worker answers each, in their order, with exactly one reply that carries the same id.

    request   body                                             reply
    HELLO     None                                             READY
    LOAD      (source, file name, entry point, seed)           LOADED or INVALID
    CALL      the positional arguments; with the flag          RETURNED, RAISED or UNSENDABLE
              KEYWORDS (positional, keyword arguments);
              with the flag HELD None, for those held
    HOLD      the positional arguments of the next call        READY
    CALLS     (list of positional arguments, flags of          ANSWERS or UNSENDABLE
              each as bytes), for calls made one by one

    reply       body
    READY       None
    LOADED      None
    INVALID     (cause, type name, builtin type's name, message, traceback), five texts
    RETURNED    the value; or, with the flag KEEP in the request, (value, positional arguments as the function left them)
    RAISED      (type name, builtin type's name, message, traceback), four texts
    ANSWERS     (kind of each as bytes, list of answers): PLAIN, a value; ENCODED, the value of RETURNED, encoded when the call
                returned, since later calls may change it; FAILED, the texts of RAISED
    UNSENDABLE  the reason, a text

`count` of a call is 0 for a single one and n > 0 for a sample, whose value is the list of n returned values. Flags and count
of every other message are 0.
"""

from __future__ import annotations

import struct

HEADER = struct.Struct("<QBBI16s")
"""Bytes of the body, tag, flags, count, id."""

HEADER_BYTES = HEADER.size
ID_BYTES = 16

HELLO, LOAD, CALL, CALLS, HOLD = 1, 2, 3, 4, 5
READY, LOADED, INVALID, RETURNED, RAISED, UNSENDABLE, ANSWERS = 11, 12, 13, 14, 15, 16, 17

KEEP, KEYWORDS, HELD = 1, 2, 4
PLAIN, ENCODED, FAILED = 0, 1, 2

REPLIES = {
    HELLO: {READY},
    LOAD: {LOADED, INVALID},
    CALL: {RETURNED, RAISED, UNSENDABLE},
    CALLS: {ANSWERS, UNSENDABLE},
    HOLD: {READY},
}
"""For every request the replies that the judge accepts."""


def pack(tag: int, call_id: bytes, body: bytes, *, flags: int = 0, count: int = 0) -> bytes:
    """A whole message."""
    return HEADER.pack(len(body), tag, flags, count, call_id) + body
