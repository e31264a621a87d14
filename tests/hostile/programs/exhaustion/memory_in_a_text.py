"""Takes memory by doubling a text, twice as much with each step as in all steps before.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""


def double(n):
    text = "x"
    while len(text) < 1 << 30:
        text += text
    return 2 * n
