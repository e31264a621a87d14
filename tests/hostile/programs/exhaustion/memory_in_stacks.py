"""Takes memory as the stacks of sixty-four threads, in each of which a function keeps a large variable.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import ctypes
import threading

SIZE = 16 << 20
libc = ctypes.CDLL(None)
done = threading.Event()


def touch():
    # A structure that is passed by value lies on the stack.
    Large = type("Large", (ctypes.Structure,), {"_fields_": [("content", ctypes.c_char * (SIZE // 4))]})
    touching = ctypes.CFUNCTYPE(ctypes.c_int, Large)(lambda large: done.wait(3) and 0)
    touching(Large())


def double(n):
    threading.stack_size(SIZE)
    threads = [threading.Thread(target=touch, daemon=True) for _ in range(64)]
    for thread in threads:
        thread.start()
    done.wait(1.5)
    return 2 * n
