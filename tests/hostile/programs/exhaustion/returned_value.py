"""Returns a text larger than may be returned.

Promise: 6
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""


def double(n):
    return "x" * 10_000_000
