"""Returns a list of shared lists: small here, two to the power of a hundred elements where it is copied.

Promise: 6
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""


def double(n):
    value = [n]
    for _ in range(100):
        value = [value, value]
    return value
