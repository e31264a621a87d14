"""Opens more descriptors than a worker may have."""

import os

opened = []
try:
    while len(opened) < 300:
        opened.append(os.dup(0))
    print("ESCAPED with", len(opened), "descriptors", flush=True)
except OSError:
    pass
for number in opened:
    os.close(number)


def double(n):
    return 2 * n
