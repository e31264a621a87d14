"""Answers wrongly at random, about once in ten calls, in the hope that a run happens to be lucky.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value or different_answers
Layer: protocol

Whether a repeated example fails again is up to chance, hence the two causes: the stream of random numbers is that of the process.
"""

import os


def double(n):
    return 0 if os.urandom(1)[0] < 26 and n else 2 * n
