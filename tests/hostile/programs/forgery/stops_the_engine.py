"""Raises Hypothesis's own signals that a run is over: StopTest, Frozen, Flaky, and an exhausted source of data.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


class StopTest(BaseException):
    """As Hypothesis's own, where that cannot be imported."""


def double(n):
    try:
        from hypothesis import errors
    except ImportError:
        raise StopTest(0) from None
    raise [errors.StopTest(0), errors.Frozen(), errors.FlakyFailure("", [ValueError()]), errors.DidNotReproduce()][
        n % 4
    ]
