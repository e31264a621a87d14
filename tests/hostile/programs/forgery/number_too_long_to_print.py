"""Returns an int of two million digits, which Python refuses to turn into text where a report is written.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""


def double(n):
    return 1 << 7_000_000
