"""Raises SystemExit(0) in a call: a test runner that calls in its own process would end in success.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


def double(n):
    raise SystemExit(0)
