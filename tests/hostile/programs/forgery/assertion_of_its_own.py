"""Raises the AssertionError of a hidden test, message and all, so that a report shows a value it never returned.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


def double(n):
    raise AssertionError(f"assert {2 * n} == {2 * n}\n +  where {2 * n} = double({n})\nexpected {2 * n}")
