"""Sends half of a reply and exits with status 0, as if it had been called to an end in good order.

Promise: 4
Verdict: runtime_error
Cause: exit
Layer: protocol
"""

import os
import sys

from judge.wire import codec, messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    message = messages.pack(messages.RETURNED, found["call_id"], codec.encode(2 * n))
    os.write(found["replies"], message[: len(message) // 2])
    os._exit(0)
