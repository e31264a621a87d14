"""Becomes somebody else: root, another user, another group; and looks whether it is root already or holds a capability.

One capability it may hold, at `strong` where root judges with an interpreter that lies in a closed folder: to read what nobody
else may read (CAP_DAC_READ_SEARCH), which Landlock bounds to the interpreter's own files.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if os.geteuid() == 0 or os.getegid() == 0 or 0 in os.getgroups():
    print("ESCAPED as root", flush=True)
for name, road in {
    "setuid": lambda: os.setuid(0),
    "setresuid": lambda: os.setresuid(0, 0, 0),
    "setgid": lambda: os.setgid(0),
    "setgroups": lambda: os.setgroups([0]),
    "setreuid to another": lambda: os.setreuid(12_345, 12_345),
    "setfsuid": lambda: 1 / (libc.setfsuid(0) == 0 and libc.setfsuid(-1) == 0),
}.items():
    try:
        road()
        print("ESCAPED by", name, flush=True)
    except (OSError, ArithmeticError):
        pass
# capget(2) and capset(2), version 3: what is effective, permitted and inheritable, 64 bits each.
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
held = (ctypes.c_uint32 * 6)()
READ_SEARCH = 1 << 2
if libc.capget(header, held) == 0 and any(word & ~READ_SEARCH for word in held):
    print("ESCAPED with capabilities", list(held), flush=True)
if libc.capset(header, (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)) == 0:
    print("ESCAPED to more capabilities", flush=True)


def double(n):
    return 2 * n
