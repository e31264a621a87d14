"""Sleeps for a minute: no CPU time, but somebody waits.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import time


def double(n):
    time.sleep(60)
    return 2 * n
