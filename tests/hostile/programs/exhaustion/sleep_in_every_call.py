"""Sleeps just less than the limit in every call, so that all calls together keep the judge for minutes.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import time


def double(n):
    time.sleep(2.5)
    return 2 * n
