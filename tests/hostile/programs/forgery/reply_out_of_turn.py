"""Answers a call as if it were the request to load: every tag exists, but none is due.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
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
    os.write(found["replies"], messages.pack(messages.LOADED, found["call_id"], codec.encode(None)))
    os.read(found["commands"], 1)
