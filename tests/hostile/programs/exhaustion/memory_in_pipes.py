"""Fills as many pipes as it may open, made as large as it may make them: the memory is the kernel's and on nobody's account.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import fcntl
import os

held = 0
pipes = []
try:
    for _ in range(120):
        reader, writer = os.pipe()
        pipes += [reader, writer]
        os.set_blocking(writer, False)
        for size in (8 << 20, 1 << 20, 1 << 18):
            try:
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, size)
                break
            except OSError:
                pass
        try:
            while True:
                held += os.write(writer, bytes(1 << 20))
        except OSError:
            pass
except OSError:
    pass
if held > 70 << 20:
    print("ESCAPED with", held, "bytes", flush=True)
for number in pipes:
    os.close(number)


def double(n):
    return 2 * n
