"""Computes without end while it is imported, where a judge that limits only calls would wait.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Layer: host
"""

while True:
    pass


def double(n):
    return 2 * n
