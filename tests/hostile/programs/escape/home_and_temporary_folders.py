"""Leaves files in every place where others will look: homes, temporary folders, memory file systems, spool and run folders.

Promise: 2
Verdict: accepted
Cause: -
Layer: landlock
"""

import os
import pwd

places = [
    "/",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev",
    "/dev/mqueue",
    "/run",
    "/run/lock",
    "/var/lock",
    "/var/crash",
    "/root",
    "/home",
]
places += ["..", "../..", "/proc/self/cwd/..", "@SUBMISSIONS@", "@CHALLENGE@"]
try:
    places.append(pwd.getpwuid(os.getuid()).pw_dir)
except (KeyError, OSError):
    pass
for place in places:
    path = f"{place}/@MARK@"
    for make, remove in ((lambda: open(path, "x").close(), os.unlink), (lambda: os.mkdir(path), os.rmdir)):
        try:
            make()
            print("ESCAPED with", path, flush=True)
            remove(path)
        except OSError:
            pass
    try:
        os.close(os.open(place, os.O_TMPFILE | os.O_RDWR))
        print("ESCAPED with a file without a name in", place, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
