"""Asks whether a file is there, without opening it: Landlock has no right for that, and seccomp sees no paths."""

import os

if os.path.exists("/etc/passwd"):
    print("ESCAPED with the knowledge of a file", flush=True)


def double(n):
    return 2 * n
