"""Looks for tokens in its own environment and its parents', by os.environ, /proc and the C library's own copy.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import ctypes
import os
import sys

SIGN = "judge" + "-" + "secret"
texts = [str(os.environ), str(os.environb), str(sys.argv), str(sys.orig_argv)]
entries = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while entries[index]:
    texts.append(entries[index].decode())
    index += 1
for pid in ("self", os.getppid(), "@JUDGE_PID@"):
    for name in ("environ", "cmdline"):
        try:
            texts.append(open(f"/proc/{pid}/{name}").read())
            if pid != "self":
                print("ESCAPED with", name, "of", pid, flush=True)
        except OSError:
            pass
if any(SIGN in text for text in texts):
    print("ESCAPED with a token", flush=True)
for name in os.environ:
    if name.startswith(("JUDGE", "PYTEST", "HYPOTHESIS", "CI", "GITHUB", "SSH", "AWS", "USER", "LOGNAME")):
        print("ESCAPED with", name, flush=True)


def double(n):
    return 2 * n
