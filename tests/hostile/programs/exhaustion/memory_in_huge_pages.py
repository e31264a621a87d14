"""Takes memory in huge pages, which are on another account than all the rest.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import mmap

MAP_HUGETLB = 0x40000
blocks = []
try:
    for _ in range(150):
        block = mmap.mmap(-1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_HUGETLB)
        block[0] = 1
        blocks.append(block)
except (OSError, ValueError):
    pass
if len(blocks) == 150:
    print("ESCAPED with", 2 * len(blocks), "MiB", flush=True)
blocks.clear()


def double(n):
    return 2 * n
