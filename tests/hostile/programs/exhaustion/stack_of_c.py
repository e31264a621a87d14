"""Recurses in C until the stack is gone, in a call: the text of a list in a list in a list, with the guard lifted.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: host
"""

import sys

sys.setrecursionlimit(1 << 30)


def double(n):
    nested = []
    for _ in range(200_000):
        nested = [nested]
    return len(repr(nested))
