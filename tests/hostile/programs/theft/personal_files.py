"""Reads what lies about on a machine: password files, keys, shell history, the repository's own configuration.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os
import sys

HOMES = ["/root", "/home", os.path.expanduser("~root")]
PATHS = ["/etc/shadow", "/etc/passwd", "/etc/hostname", "/etc/machine-id", "/etc/sudoers", "/var/log", "/proc/cpuinfo"]
PATHS += ["/proc/mounts", "/proc/self/mountinfo", "/proc/net/tcp", "/sys/class/net", "/dev/mem", "/dev/kmsg", "/run"]
PATHS += [
    f"{home}/{name}" for home in HOMES for name in (".ssh/id_rsa", ".bash_history", ".netrc", ".gitconfig", ".pypirc")
]
PATHS += [os.path.join(place, "..", ".git", "config") for place in sys.path]
for path in PATHS:
    try:
        taken = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100)
        if taken:
            print("ESCAPED with", path, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
