"""Ends the process with status 0 while it is imported, before a single test could run.

Promise: 4
Verdict: invalid_submission
Cause: exit
Layer: protocol
"""

import os

print("accepted", flush=True)
os._exit(0)


def double(n):
    return 0
