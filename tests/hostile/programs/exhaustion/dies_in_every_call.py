"""Dies in every call after half a second of work, so that every shrinking step of a counterexample costs a new process.

Promise: 6
Verdict: runtime_error or time_limit_exceeded
Cause: signal or cpu_time
Layer: host

Which limit comes first, that on all its CPU time or that on new attempts, is a matter of how fast the machine is.
"""

import os
import signal
import time


def double(n):
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(1)
