"""Sends a hand-made value nested a hundred thousand levels deep, to exhaust the reader's stack.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import struct
import sys

from judge.wire import messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    body = (b"L" + struct.pack("I", 1)) * 100_000
    os.write(found["replies"], messages.pack(messages.RETURNED, found["call_id"], body))
    os.read(found["commands"], 1)
