"""Makes shared memory, semaphores and message queues of POSIX, which are files in places of their own.

Promise: 2
Verdict: accepted
Cause: -
Layer: landlock
"""

import ctypes
import os
from multiprocessing import shared_memory

libc = ctypes.CDLL(None, use_errno=True)
O_CREAT_RDWR = os.O_CREAT | os.O_RDWR
try:
    memory = shared_memory.SharedMemory("@MARK@", create=True, size=4096)
    print("ESCAPED into shared memory", flush=True)
    memory.close()
    memory.unlink()
except OSError:
    pass
libc.sem_open.restype = ctypes.c_void_p
if libc.sem_open(b"/@MARK@", O_CREAT_RDWR, 0o666, 1):
    print("ESCAPED into a semaphore", flush=True)
    libc.sem_unlink(b"/@MARK@")
queue = libc.mq_open(b"/@MARK@", O_CREAT_RDWR, 0o666, None)
if queue >= 0:
    print("ESCAPED into a queue", flush=True)
    libc.mq_unlink(b"/@MARK@")


def double(n):
    return 2 * n
