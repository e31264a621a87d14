"""Takes memory as a shared mapping, which some accounts book under files or under nobody.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import mmap


def double(n):
    block = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    for start in range(0, len(block), 1 << 20):
        block[start : start + (1 << 20)] = b"x" * (1 << 20)
    return 2 * n
