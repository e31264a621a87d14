"""Answers wrongly the first time it sees an input and rightly afterwards, so that the smallest counterexample never fails again.

Promise: 4
Verdict: wrong_answer
Cause: different_answers
Layer: protocol
"""

seen = set()


def double(n):
    if n in seen:
        return 2 * n
    seen.add(n)
    return 2 * n + 1
