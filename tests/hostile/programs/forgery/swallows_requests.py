"""A thread reads the command pipe before the worker does, to learn the coming inputs and to leave the judge waiting.

Promise: 4
Verdict: time_limit_exceeded or runtime_error
Cause: wall_time or protocol_violation
Layer: protocol

Which of the two depends on who wakes first: half a request that is left to the worker makes it read nonsense and wait, or exit.
"""

import os
import sys
import threading


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    commands = frame.f_locals["commands"]

    def swallow():
        while True:
            os.read(commands, 1_000)

    threading.Thread(target=swallow, daemon=True).start()
    return 2 * n
