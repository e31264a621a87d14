"""Asks Hypothesis and pytest, imported here, for the running test, its seed and its examples.
Where tests run in the submission's own process, these libraries tell everything.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import sys

for name in ("hypothesis", "pytest", "_pytest", "judge.grading", "judge.testing", "test_double", "reference"):
    if name in sys.modules:
        print("ESCAPED with", name, "already there", flush=True)
first = True


def double(n):
    global first
    if first:
        first = False
        try:
            from hypothesis.control import _current_build_context

            if _current_build_context.value is not None:
                print("ESCAPED with the example being built", flush=True)
        except Exception:
            pass
    return 2 * n
