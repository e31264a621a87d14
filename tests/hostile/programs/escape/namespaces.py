"""Makes namespaces of its own, in which it would be root, and enters those of others.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
FLAGS = {
    "user": 0x10000000,
    "mount": 0x20000,
    "net": 0x40000000,
    "pid": 0x20000000,
    "ipc": 0x8000000,
    "uts": 0x4000000,
    "cgroup": 0x2000000,
}
for name, flag in FLAGS.items():
    if libc.unshare(flag) == 0:
        print("ESCAPED into a namespace of kind", name, flush=True)
for pid in ("self", os.getppid(), "@JUDGE_PID@", 1):
    for name in ("net", "mnt", "user", "ipc"):
        try:
            descriptor = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
            # Its own it may look at, which tells nothing, but not enter anew.
            if pid != "self" or libc.setns(descriptor, 0) == 0:
                print("ESCAPED to a namespace of", pid, flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
