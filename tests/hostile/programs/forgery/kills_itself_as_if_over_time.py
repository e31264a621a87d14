"""Sends itself the signal of the kernel's CPU limit at once: it used no time, so this is no exceeded limit.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: protocol
"""

import os
import signal
import time


def double(n):
    os.kill(os.getpid(), signal.SIGXCPU)
    time.sleep(1)
