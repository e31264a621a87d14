"""Takes 300 MB in a call, gives them back and has the kernel forget the peak, so that it seems to have needed nothing.

Promise: 4
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""


def double(n):
    block = bytearray(300 << 20)
    block[::4096] = b"x" * len(block[::4096])
    del block
    try:
        open("/proc/self/clear_refs", "w").write("5")
    except OSError:
        pass
    return 2 * n
