"""Answers rightly for the first twenty-five calls, which is what it takes to pass a first property, and wrongly from there on.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

calls = 0


def double(n):
    global calls
    calls += 1
    return 2 * n if calls <= 25 else 0
