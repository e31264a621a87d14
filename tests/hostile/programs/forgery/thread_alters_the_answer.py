"""Returns a list that a thread turns into another again and again, while it is written.
Where values are shared instead of copied, the check and the use would see different ones.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: protocol
"""

import threading

answer = [0] * 1_000


def change():
    while True:
        answer[:] = [1] * 1_000
        answer[0:500] = [{}] * 500


threading.Thread(target=change, daemon=True).start()


def double(n):
    return answer
