"""Computes without end in a call.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Layer: host
"""


def double(n):
    while True:
        n += 1
