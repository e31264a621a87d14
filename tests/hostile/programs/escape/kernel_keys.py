"""Keeps a key in the kernel, in every keyring that outlives a process: a letter box for a later run.

Promise: 5
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import platform

ADD_KEY, REQUEST_KEY, KEYCTL = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[platform.machine()]
REVOKE, JOIN_SESSION = 3, 1
libc = ctypes.CDLL(None, use_errno=True)
for ring in (-5, -4, -3, -2, -1):
    key = libc.syscall(ADD_KEY, b"user", b"@MARK@", b"letter", 6, ring)
    if key > 0:
        print("ESCAPED into keyring", ring, flush=True)
        libc.syscall(KEYCTL, REVOKE, key)
if libc.syscall(KEYCTL, JOIN_SESSION, None) > 0:
    print("ESCAPED into a session", flush=True)
if libc.syscall(REQUEST_KEY, b"user", b"@MARK@", None, 0) > 0:
    print("ESCAPED with a key", flush=True)


def double(n):
    return 2 * n
