"""Prints without end while it is imported, before anybody asked it anything.

Promise: 6
Verdict: output_limit_exceeded
Cause: output
Layer: host
"""

for _ in range(50_000):
    print("x" * 1_000)


def double(n):
    return 2 * n
