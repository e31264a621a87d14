"""Opens the judge's descriptors anew through /proc/PID/fd: pipes of other submissions, open test files, result files.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os

for pid in (os.getppid(), "@JUDGE_PID@"):
    for name in ("fd", "fdinfo", "task", "map_files"):
        try:
            if os.listdir(f"/proc/{pid}/{name}"):
                print("ESCAPED with a list of", name, flush=True)
        except OSError:
            pass
    for number in range(64):
        try:
            os.close(os.open(f"/proc/{pid}/fd/{number}", os.O_RDONLY | os.O_NONBLOCK))
            print("ESCAPED with descriptor", number, flush=True)
        except OSError:
            pass
    for name in ("cwd", "root", "exe"):
        try:
            print("ESCAPED with", os.listdir(f"/proc/{pid}/{name}")[:2], flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
