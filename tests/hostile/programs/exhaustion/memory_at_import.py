"""Takes memory while it is imported.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

block = bytearray(b"x") * (1 << 30)


def double(n):
    return 2 * n
