"""Calls exit(3) and quick_exit(3) of the C library, which run handlers of the process but none of Python's.

Promise: 4
Verdict: runtime_error
Cause: exit
Layer: protocol
"""

import ctypes

libc = ctypes.CDLL(None)


def double(n):
    (libc.exit if n % 2 else libc.quick_exit)(0)
