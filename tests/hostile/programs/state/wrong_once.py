"""Answers wrongly once in its life and rightly when it is asked again: whoever repeats a failing example sees it pass.

Promise: 4
Verdict: wrong_answer
Cause: different_answers
Layer: protocol
"""

calls = 0


def double(n):
    global calls
    calls += 1
    return 0 if calls == 10 else 2 * n
