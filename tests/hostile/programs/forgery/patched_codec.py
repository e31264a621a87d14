"""Replaces the functions that write its answers, so that they write what it likes.
They are on its own side of the pipe: it can as well return what it likes.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

import sys

codec, messages = sys.modules["judge.wire.codec"], sys.modules["judge.wire.messages"]
encode, pack = codec.encode, messages.pack
codec.encode = lambda value, **bounds: encode(0 if isinstance(value, int) else value, **bounds)
codec.Opaque.__eq__ = lambda self, other: True
codec.MAX_DEPTH = codec.MAX_MEMORY_BYTES = 1 << 60
messages.REPLIES.clear()


def double(n):
    return 2 * n
