"""Ignores and blocks every signal that can be, in all threads, and then computes without end.
A judge that asks politely first would ask in vain.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Verdict at strong: time_limit_exceeded cpu_time
Layer: host
"""

import faulthandler
import signal
import threading

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
faulthandler.enable()


def double(n):
    thread = threading.Thread(target=lambda: any(iter(int, 1)))
    thread.start()
    thread.join()
