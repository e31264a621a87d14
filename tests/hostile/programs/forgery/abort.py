"""Aborts in a call, as a failed assertion in C does.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: protocol
"""

import os


def double(n):
    os.abort()
