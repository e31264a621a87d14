"""Takes memory as numpy arrays.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import numpy


def double(n):
    return 2 * n + int(numpy.ones(1 << 27).sum()) * 0
