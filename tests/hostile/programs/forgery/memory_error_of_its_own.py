"""Raises MemoryError without having used any: it is taken at its word, which is no better a verdict than another.

Promise: 4
Verdict: memory_limit_exceeded
Cause: memory
Layer: protocol
"""


def double(n):
    raise MemoryError
