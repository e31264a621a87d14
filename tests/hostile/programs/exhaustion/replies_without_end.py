"""Sends bytes into the reply pipe without end, each of which might be the last of a reply.

Promise: 6
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""

import os
import sys


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    for _ in range(50):
        os.write(frame.f_locals["replies"], b"\x7f" * (1 << 20))
    return 2 * n
