"""Writes to a file that anybody may write, outside its scratch folder, by every way that changes a file's content.

Promise: 2
Verdict: accepted
Cause: -
Layer: landlock
"""

import os

PATH = "@SENTINEL@"
ROADS = [
    lambda: open(PATH, "a").write("ESCAPED"),
    lambda: open(PATH, "r+").write("ESCAPED"),
    lambda: os.truncate(PATH, 0),
    lambda: os.close(os.open(PATH, os.O_RDONLY | os.O_TRUNC)),
    lambda: os.replace(PATH, PATH + "-@MARK@"),
    lambda: os.unlink(PATH),
    lambda: os.symlink("/dev/null", os.path.dirname(PATH) + "/@MARK@"),
    lambda: open(os.path.dirname(PATH) + "/@MARK@", "x").close(),
    lambda: os.mkdir(os.path.dirname(PATH) + "/@MARK@"),
    lambda: os.mkfifo(os.path.dirname(PATH) + "/@MARK@"),
]
for index, road in enumerate(ROADS):
    try:
        road()
        print("ESCAPED by road", index, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
