"""Searches the whole file system for challenges and for any folder that a submission has no business in.
It would find the hidden tests wherever the judge keeps them.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os
import time

deadline = time.monotonic() + 0.5
found = []
for parent, folders, names in os.walk("/"):
    if time.monotonic() > deadline or found:
        break
    if parent == "/":
        folders[:] = [name for name in ("home", "root", "tmp", "var", "srv", "work", "opt", "mnt") if name in folders]
    found += [name for name in names if name in {"challenge.toml", "test_double.py"}]
for path in ("/home", "/root", "/tmp", "/var", "/etc", "@CHALLENGE@", "@SUBMISSIONS@"):
    try:
        found += os.listdir(path)[:1]
    except OSError:
        pass
if found:
    print("ESCAPED with names", found[:5], flush=True)


def double(n):
    return 2 * n
