"""Takes anonymous memory from the kernel itself, past any allocator that could count it.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import mmap


def double(n):
    block = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for start in range(0, len(block), 1 << 20):
        block[start : start + (1 << 20)] = b"x" * (1 << 20)
    return 2 * n
