"""Guesses from the number of calls which property is being judged, and is right only where a mistake would be seen first.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

from collections import Counter

calls = 0
times = Counter()


def double(n):
    global calls
    calls += 1
    times[n] += 1
    property_number = 1 if calls <= 20 else 2 if max(times.values()) < 3 else 3
    return [2 * n, 2 * n, -2 * n][property_number - 1] if n else 0
