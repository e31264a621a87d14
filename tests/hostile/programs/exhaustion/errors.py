"""Prints without end to standard error, in one line.

Promise: 6
Verdict: output_limit_exceeded
Cause: output
Layer: host
"""

import os


def double(n):
    for _ in range(50):
        os.write(2, b"x" * (1 << 20))
    return 2 * n
