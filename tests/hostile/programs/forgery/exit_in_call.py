"""Ends the process with status 0 in the middle of a call.

Promise: 4
Verdict: runtime_error
Cause: exit
Layer: protocol
"""

import os


def double(n):
    os._exit(0)
