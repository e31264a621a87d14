"""Leaves the entry point out and answers any attribute instead.

Promise: 4
Verdict: invalid_submission
Cause: entry_point
Layer: protocol
"""


def __getattr__(name):
    return lambda n: 2 * n
