"""Opens the hidden tests by their path, by every way Python has of opening a file.
Whoever reads them knows every property and needs to satisfy nothing else.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import io
import linecache
import mmap
import os
import tokenize

PATH = "@CHALLENGE@/test_double.py"


def by_descriptor() -> str:
    return os.read(os.open(PATH, os.O_RDONLY), 10_000).decode()


def by_path_only_descriptor() -> str:
    place = os.open("@CHALLENGE@", os.O_PATH)
    return os.read(os.open("test_double.py", os.O_RDONLY, dir_fd=place), 10_000).decode()


def by_mapping() -> str:
    with io.FileIO(PATH) as file:
        return bytes(mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)).decode()


def by_writable_open() -> str:
    return io.FileIO(PATH, "r+").read().decode()


ROADS = [
    lambda: open(PATH).read(),
    by_descriptor,
    by_path_only_descriptor,
    by_mapping,
    by_writable_open,
    lambda: tokenize.open(PATH).read(),
    lambda: "".join(linecache.getlines(PATH)),
    lambda: str(os.listdir("@CHALLENGE@") or ""),
]
for road in ROADS:
    try:
        if text := road():
            print("ESCAPED", len(text), "characters", flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
