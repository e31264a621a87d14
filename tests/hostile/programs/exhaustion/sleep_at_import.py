"""Sleeps for a minute while it is imported.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import time

time.sleep(60)


def double(n):
    return 2 * n
