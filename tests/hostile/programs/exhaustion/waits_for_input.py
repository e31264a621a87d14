"""Waits for input that never comes, from standard input, from a pipe of its own and from a lock that it holds.

Promise: 6
Verdict: time_limit_exceeded
Cause: wall_time
Layer: host
"""

import os
import sys
import threading


def double(n):
    sys.stdin.read()
    try:
        input("verdict? ")
    except EOFError:
        pass
    lock = threading.Lock()
    lock.acquire()
    if n % 2:
        lock.acquire()
    reader, writer = os.pipe()
    os.read(reader, 1)
