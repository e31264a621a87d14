"""Makes devices in its scratch folder, that of the memory and that of the first disk, and looks for ones that are there.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import os
import stat

for name, kind, major, minor in (
    ("memory", stat.S_IFCHR, 1, 1),
    ("null", stat.S_IFCHR, 1, 3),
    ("kernel-log", stat.S_IFCHR, 1, 11),
    ("disk", stat.S_IFBLK, 8, 0),
    ("virtual-disk", stat.S_IFBLK, 253, 0),
    ("whiteout", stat.S_IFCHR, 0, 0),
):
    try:
        os.mknod(name, kind | 0o666, os.makedev(major, minor))
        print("ESCAPED with the device", name, flush=True)
        os.unlink(name)
    except OSError:
        pass
for path in (
    "/dev/mem",
    "/dev/kmem",
    "/dev/port",
    "/dev/sda",
    "/dev/vda",
    "/dev/fuse",
    "/dev/kvm",
    "/dev/tty",
    "/dev/ptmx",
    "/dev/shm",
):
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        print("ESCAPED to", path, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
