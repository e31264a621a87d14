"""Stops itself with SIGSTOP: a process that neither runs nor ends, and that does not hear SIGTERM.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import os
import signal
import time


def double(n):
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(10)
    return 2 * n
