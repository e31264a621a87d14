"""Takes memory as frames of a recursion that Python keeps on its own heap, with the limit on its depth lifted.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import sys

sys.setrecursionlimit(1 << 30)


def sink(depth, a, b, c, d, e, f, g, h):
    return sink(depth + 1, a, b, c, d, e, f, g, h) if depth < 4_000_000 else 0


def double(n):
    sink(0, 1, 2, 3, 4, 5, 6, 7, 8)
    return 2 * n
