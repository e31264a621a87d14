"""Opens as many descriptors as it gets, of every kind that costs the kernel memory.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import os
import select

ROADS = [
    lambda: os.dup(0),
    lambda: os.eventfd(0),
    lambda: select.epoll(),
    lambda: os.pipe()[0],
    lambda: os.open(".", os.O_RDONLY),
]
opened = []
for road in ROADS:
    try:
        while len(opened) < 300:
            opened.append(road())
    except (OSError, AttributeError):
        pass
if len(opened) == 300:
    print("ESCAPED with", len(opened), "descriptors", flush=True)
os.closerange(5, 1024)
opened.clear()


def double(n):
    return 2 * n
