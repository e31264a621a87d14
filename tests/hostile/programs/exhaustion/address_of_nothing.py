"""Reads from address zero, and runs bytecode that no compiler would make: a crash in C.

Promise: 4
Verdict: runtime_error
Cause: signal
Layer: host
"""

import ctypes


def double(n):
    return ctypes.string_at(0) if n % 2 else eval((lambda: 0).__code__.replace(co_code=b"\x7f\x00" * 8))
