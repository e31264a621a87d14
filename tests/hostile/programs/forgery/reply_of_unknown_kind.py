"""Sends a message that is in no table: a verdict.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import sys

from judge.wire import codec, messages

ACCEPTED = 99


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    os.write(found["replies"], messages.pack(ACCEPTED, found["call_id"], codec.encode("accepted")))
    os.read(found["commands"], 1)
