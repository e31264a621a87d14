"""Looks at every descriptor it was born with, for a file, a folder, a socket or a terminal that was left open by mistake.
The harness keeps an inheritable descriptor of a secret file open in the judge.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import os
import stat

for number in range(3, 1024):
    try:
        status = os.fstat(number)
    except OSError:
        continue
    # The protocol needs pipes, and nothing else.
    if not stat.S_ISFIFO(status.st_mode):
        print("ESCAPED with descriptor", number, oct(status.st_mode), flush=True)
for number in (0, 1, 2):
    if os.isatty(number) or stat.S_ISREG(os.fstat(number).st_mode):
        print("ESCAPED with descriptor", number, flush=True)
if os.read(0, 1):
    print("ESCAPED with standard input", flush=True)


def double(n):
    return 2 * n
