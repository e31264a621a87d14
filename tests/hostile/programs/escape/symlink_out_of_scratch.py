"""Makes symbolic links in its scratch folder that lead out of it, and writes, truncates and renames through them.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import os

links = {
    "file": "@SENTINEL@",
    "folder": os.path.dirname("@SENTINEL@"),
    "root": "/",
    "up": "../../..",
    "self": "/proc/self/cwd/..",
}
for name, target in links.items():
    try:
        os.symlink(target, name)
    except OSError:
        continue
    for road in (
        lambda: open(name, "a").write("ESCAPED"),
        lambda: open(name).read(),
        lambda: os.truncate(name, 0),
        lambda: os.listdir(name),
        lambda: open(name + "/@MARK@", "x").close(),
    ):
        try:
            road()
            print("ESCAPED through a link to", target, flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
