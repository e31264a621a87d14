"""Raises groups of pytest's, Hypothesis's and builtin control exceptions, which parts of a test runner take apart.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


def double(n):
    raise BaseExceptionGroup("all is well", [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), StopIteration(2 * n)])
