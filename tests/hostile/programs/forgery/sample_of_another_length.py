"""Answers a request for three values with four and a half: the list is longer where the test takes a sample.
A test that pairs expected and returned values would not see the surplus.

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
    if not found["count"]:
        return 2 * n
    body = codec.encode([2 * n] * (found["count"] + 1))
    os.write(found["replies"], messages.pack(messages.RETURNED, found["call_id"], body))
    os.read(found["commands"], 1)
