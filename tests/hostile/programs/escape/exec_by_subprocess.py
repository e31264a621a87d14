"""Runs a program by each of Python's own ways: subprocess, system, popen, spawn, and a shell in a terminal.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import os
import pty
import subprocess
import sys

ROADS = [
    lambda: subprocess.run([sys.executable or "/bin/true", "-c", ""], check=True),
    lambda: subprocess.run("true", shell=True, check=True),
    lambda: subprocess.run(["/bin/true"], close_fds=False, check=True),
    lambda: os.system("true") and 1 / 0,
    lambda: os.popen("echo ESCAPED").read() or 1 / 0,
    lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0),
    lambda: os.spawnv(os.P_WAIT, "/bin/true", ["true"]) and 1 / 0,
    lambda: pty.spawn(["/bin/true"], lambda terminal: b"", lambda terminal: b"") and 1 / 0,
]
for index, road in enumerate(ROADS):
    try:
        road()
        print("ESCAPED by road", index, flush=True)
    except Exception:
        pass


def double(n):
    return 2 * n
