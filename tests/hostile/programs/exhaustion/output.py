"""Prints without end to standard output.

Promise: 6
Verdict: output_limit_exceeded
Cause: output
Layer: host
"""


def double(n):
    for _ in range(50_000):
        print("x" * 1_000)
    return 2 * n
