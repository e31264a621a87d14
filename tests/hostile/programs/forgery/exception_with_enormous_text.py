"""Raises an exception with a message of 20 MB and a chain of five hundred causes.

Promise: 6
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


def double(n):
    error = ValueError("x" * 20_000_000)
    for _ in range(500):
        follower = ValueError("y" * 1_000)
        follower.__cause__, error = error, follower
    raise error
