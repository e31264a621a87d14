"""Answers rightly the first time it sees an input and wrongly afterwards.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

seen = set()


def double(n):
    if n in seen:
        return 2 * n + 1
    seen.add(n)
    return 2 * n
