"""Makes its output pipe as large as the kernel lets it, so that one look at it takes all the memory in it.

Promise: 6
Verdict: output_limit_exceeded
Cause: output
Layer: host
"""

import fcntl
import os

size = 1 << 26
while size > 1 << 20:
    try:
        fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, size)
        print("ESCAPED with a pipe of", size, "bytes", flush=True)
        break
    except OSError:
        size >>= 1


def double(n):
    for _ in range(50):
        os.write(1, b"x" * (1 << 20))
    return 2 * n
