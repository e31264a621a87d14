"""Takes memory as one block, and touches it.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""


def double(n):
    block = bytearray(b"x") * (1 << 30)
    return 2 * n + (block[0] & 0)
