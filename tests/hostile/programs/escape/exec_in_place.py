"""Becomes another program without making a process: the interpreter anew, without filters that live in the old program's memory.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os
import sys

CODE = "import os; os.write(1, b'ESCAPED into another program\\n')"
for path in {sys.executable, "/usr/bin/python3", os.path.realpath(sys.executable or "/")}:
    try:
        os.execv(path, [path, "-c", CODE])
    except OSError:
        pass
for path in ("/bin/echo", "/usr/bin/echo", "/bin/busybox"):
    try:
        os.execve(path, ["echo", "ESCAPED"], {})
    except OSError:
        pass
AT_FDCWD, EXECVEAT = -100, 322
arguments = (ctypes.c_char_p * 3)(b"echo", b"ESCAPED", None)
ctypes.CDLL(None).syscall(EXECVEAT, AT_FDCWD, b"/bin/echo", arguments, None, 0)


def double(n):
    return 2 * n
