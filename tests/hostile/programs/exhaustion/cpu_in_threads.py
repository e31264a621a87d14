"""Computes in eight threads that run outside the interpreter's lock, while the call itself sleeps.
A clock that follows only the main thread would see nothing.

Promise: 6
Verdict: time_limit_exceeded
Cause: cpu_time
Verdict at strong: time_limit_exceeded cpu_time
Layer: host
"""

import hashlib
import threading
import time

block = bytes(1 << 20)


def burn():
    while True:
        hashlib.sha256(block)


def double(n):
    for _ in range(8):
        threading.Thread(target=burn, daemon=True).start()
    time.sleep(10)
