"""Recurses in C until the stack is gone while it is imported.

Promise: 4
Verdict: invalid_submission
Cause: signal
Layer: host
"""

import sys

sys.setrecursionlimit(1 << 30)
nested, other = [], []
for _ in range(200_000):
    nested, other = [nested], [other]
print(nested == other)


def double(n):
    return 2 * n
