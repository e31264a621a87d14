"""Leaves a message in the kernel and looks for it at the next run: keys, shared memory, queues, and its own names and limits.

Promise: 5
Verdict: accepted
Cause: -
Layer: seccomp
Runs: 2
"""

import ctypes
import os
import platform
import zlib

libc = ctypes.CDLL(None, use_errno=True)
KEY = zlib.crc32(b"@MARK@") & 0x7FFFFFFF or 1
IPC_CREAT, IPC_RMID = 0o1000, 0
ADD_KEY, REQUEST_KEY, KEYCTL = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[platform.machine()]
USER_KEYRING, REVOKE = -4, 3
there = [libc.shmget(KEY, 0, 0), libc.msgget(KEY, 0), libc.semget(KEY, 0, 0)]
key = libc.syscall(REQUEST_KEY, b"user", b"@MARK@", None, USER_KEYRING)
if max(there) >= 0 or key > 0:
    print("ESCAPED from an earlier run", flush=True)
    libc.syscall(KEYCTL, REVOKE, key)
    libc.shmctl(there[0], IPC_RMID, None)
    libc.msgctl(there[1], IPC_RMID, None)
    libc.semctl(there[2], 0, IPC_RMID)
else:
    libc.shmget(KEY, 4096, IPC_CREAT | 0o666)
    libc.msgget(KEY, IPC_CREAT | 0o666)
    libc.semget(KEY, 1, IPC_CREAT | 0o666)
    libc.syscall(ADD_KEY, b"user", b"@MARK@", b"x", 1, USER_KEYRING)
if os.umask(0o027) == 0o027:
    print("ESCAPED from an earlier run, by its umask", flush=True)


def double(n):
    return 2 * n
