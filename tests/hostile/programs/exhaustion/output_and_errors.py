"""Prints without end to both streams by turns, from threads, while a call is waited for: a reader of one would let the other fill.

Promise: 6
Verdict: output_limit_exceeded
Cause: output
Layer: host
"""

import os
import threading


def flood(descriptor):
    for _ in range(25_000):
        os.write(descriptor, b"y" * 1_000)


def double(n):
    threads = [threading.Thread(target=flood, args=(number,)) for number in (1, 2, 1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 2 * n
