"""Mounts, unmounts and moves the root, by the old calls and the new ones.
All are given what cannot work: an error other than a missing permission tells that a better one would have.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
NO = {errno.EPERM, errno.EACCES, errno.ENOSYS}
MOUNT_CLONE = 1
CALLS = {
    "mount": lambda: libc.mount(b"none", b".", b"no-such-kind", 0, None),
    "bind": lambda: libc.mount(b"/no/such/place", b".", None, 4096, None),
    "umount2": lambda: libc.umount2(b".", 0),
    "pivot_root": lambda: libc.syscall(155 if os.uname().machine == "x86_64" else 41, b".", b"."),
    "fsopen": lambda: libc.syscall(430, b"no-such-kind", 0),
    "open_tree": lambda: libc.syscall(428, -100, b".", MOUNT_CLONE),
    "fspick": lambda: libc.syscall(433, -100, b".", 0),
    "mount_setattr": lambda: libc.syscall(442, -100, b".", 0, bytes(32), 32),
    "swapoff": lambda: libc.swapoff(b"./no-such-file"),
    "quotactl": lambda: libc.quotactl(0x800001, None, 0, None),
    "acct": lambda: libc.acct(b"./no-such-file"),
}
for name, call in CALLS.items():
    ctypes.set_errno(0)
    result = call()
    if result >= 0 or ctypes.get_errno() not in NO:
        print("ESCAPED by", name, result, errno.errorcode.get(ctypes.get_errno()), flush=True)


def double(n):
    return 2 * n
