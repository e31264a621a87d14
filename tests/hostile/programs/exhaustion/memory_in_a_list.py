"""Takes memory as a list of small objects that grows and grows.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""


def double(n):
    grown = []
    for _ in range(20_000):
        grown += [[0] * 200 for _ in range(100)]
    return 2 * n
