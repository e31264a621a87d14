"""Raises pytest's expected failure, and its demand to end the whole run, by turns.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


class XFailed(BaseException):
    """As pytest's own, where that cannot be imported."""


def double(n):
    try:
        import pytest
    except ImportError:
        raise XFailed("known bug") from None
    if n % 2:
        pytest.xfail("known bug")
    pytest.exit("all is well", returncode=0)
