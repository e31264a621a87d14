"""Searches with a regular expression that backtracks exponentially: one call into C, in which no signal handler runs.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Layer: host
"""

import re


def double(n):
    re.match(r"(a|aa)+$", "a" * 50 + "b")
    return 2 * n
