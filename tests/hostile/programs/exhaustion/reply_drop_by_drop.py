"""Sends its reply one byte at a time, a fifth of a second apart: something always comes, so a naive wait starts anew each time.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import os
import sys
import time

from judge.wire import codec, messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    for byte in messages.pack(messages.RETURNED, found["call_id"], codec.encode(2 * n)):
        os.write(found["replies"], bytes([byte]))
        time.sleep(0.2)
