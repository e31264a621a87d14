"""Pushes letters into the terminal that the judge was started from, as if its user had typed them.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import fcntl
import os

TIOCSTI, TIOCSCTTY, TIOCLINUX = 0x5412, 0x540E, 0x541C
descriptors = [0, 1, 2]
for path in ("/dev/tty", "/dev/console", "/dev/tty0", "/dev/pts/0", "/proc/@JUDGE_PID@/fd/0"):
    try:
        descriptors.append(os.open(path, os.O_RDWR | os.O_NONBLOCK))
        print("ESCAPED to", path, flush=True)
    except OSError:
        pass
for descriptor in descriptors:
    for request, argument in ((TIOCSTI, b"\0"), (TIOCSCTTY, 1), (TIOCLINUX, b"\x03")):
        try:
            fcntl.ioctl(descriptor, request, argument)
            print("ESCAPED by request", hex(request), flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
