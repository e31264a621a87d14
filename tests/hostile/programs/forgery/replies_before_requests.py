"""Fills the reply pipe while it is imported with right answers to questions that were not asked yet.
If replies were only counted, they would stand for the answers to come.

Promise: 4
Verdict: invalid_submission
Cause: protocol_violation
Layer: protocol
"""

import os
import stat

from judge.wire import codec, messages

replies = b"".join(messages.pack(messages.RETURNED, bytes(16), codec.encode(2 * n)) for n in (3, -4, 0, 1))
for number in range(3, 64):
    try:
        if stat.S_ISFIFO(os.fstat(number).st_mode):
            os.write(number, replies)
    except OSError:
        pass


def double(n):
    return 0
