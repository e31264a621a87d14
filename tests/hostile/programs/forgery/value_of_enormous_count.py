"""Sends a few bytes that announce a list of four thousand million elements.

Promise: 6
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
    body = b"L" + struct.pack("I", 0xFFFFFFFF)
    os.write(found["replies"], messages.pack(messages.RETURNED, found["call_id"], body))
    os.read(found["commands"], 1)
