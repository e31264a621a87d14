"""Computes one enormous power: a single operation in C that no signal handler and no trace function interrupts.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Layer: host
"""


def double(n):
    return 2 * n + (3 ** (3**16) & 0)
