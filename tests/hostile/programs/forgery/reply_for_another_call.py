"""Answers with a made-up id instead of the call's own.

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
    os.write(frame.f_locals["replies"], messages.pack(messages.RETURNED, os.urandom(16), codec.encode(2 * n)))
    os.read(frame.f_locals["commands"], 1)
