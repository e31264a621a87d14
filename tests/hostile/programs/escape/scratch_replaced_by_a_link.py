"""Takes its scratch folder away and puts a link to somewhere else in its place, so that tidying up empties that other folder.

Promise: 2
Verdict: accepted
Cause: -
Layer: landlock
"""

import os

here = os.getcwd()
target = os.path.dirname("@SENTINEL@")
for aside in (f"{os.path.dirname(here)}/@MARK@", "/tmp/@MARK@", f"{target}/@MARK@"):
    try:
        os.rename(here, aside)
        print("ESCAPED with the scratch folder", flush=True)
        break
    except OSError:
        pass
try:
    os.rmdir(here)
    print("ESCAPED by removing the scratch folder", flush=True)
except OSError:
    pass
try:
    os.symlink(target, here)
    print("ESCAPED with a link in its place", flush=True)
except OSError:
    pass
try:
    os.mkdir("below")
    os.symlink(target, "below/link")
    os.rename("below/link", "link")
except OSError:
    pass


def double(n):
    return 2 * n
