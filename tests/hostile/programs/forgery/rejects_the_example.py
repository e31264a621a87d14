"""Raises what tells Hypothesis that this input does not count, so that no input ever does.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


class UnsatisfiedAssumption(BaseException):
    """As Hypothesis's own, where that cannot be imported."""


def double(n):
    try:
        from hypothesis.errors import UnsatisfiedAssumption as Rejection
    except ImportError:
        Rejection = UnsatisfiedAssumption
    raise Rejection
