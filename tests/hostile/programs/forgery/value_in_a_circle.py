"""Returns a list that holds itself, and a dictionary that does: writing or comparing it never ends.

Promise: 4
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""


def double(n):
    circle = [n, {}]
    circle[1]["self"] = circle
    circle.append((circle, circle))
    return circle
