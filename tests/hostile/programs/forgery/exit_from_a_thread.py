"""Exits with status 0 from a thread while the judge waits for the answer, in the fourth call, after three right ones.
A fresh process answers the same input rightly, so what is shown is that the answers differ.

Promise: 4
Verdict: wrong_answer
Cause: different_answers
Layer: protocol
"""

import os
import threading
import time

calls = 0


def double(n):
    global calls
    calls += 1
    if calls == 4:
        threading.Timer(0.01, os._exit, (0,)).start()
        time.sleep(1)
    return 2 * n
