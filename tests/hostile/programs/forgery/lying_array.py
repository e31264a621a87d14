"""Returns numpy arrays whose comparison is no truth value: empty ones, and ones whose every element would be equal.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: protocol
"""

import numpy


class Always(numpy.ndarray):
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True


def double(n):
    if n % 2:
        return numpy.array([2 * n])
    return numpy.zeros(0).view(Always)
