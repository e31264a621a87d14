"""Sends itself the signal with which a judge ends a process that is over its time, to pass for the judge's own fault.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: protocol
"""

import os
import signal
import time


def double(n):
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(1)
