"""Returns a list nested a hundred thousand levels deep, for the reader's recursion to fall into.

Promise: 4
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""


def double(n):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
