"""Recurses in C until the stack is gone, in a call: it compares a list in a list in a list with another, the guard lifted.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: host
"""

import sys

sys.setrecursionlimit(1 << 30)


def double(n):
    nested, other = [], []
    for _ in range(200_000):
        nested, other = [nested], [other]
    return 2 * n + (nested == other)
