"""Returns an int that is equal to everything, larger and smaller than everything, and true.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""


class Number(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    __hash__ = int.__hash__

    def __index__(self):
        return 1 << 70

    def __reduce__(self):
        return int, (0,)


def double(n):
    return Number(1)
