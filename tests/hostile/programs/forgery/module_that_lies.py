"""Replaces the module dictionary's view of itself, and its entry point after it was found.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

import sys


class Module(type(sys)):
    def __getattr__(self, name):
        return lambda n: 2 * n


sys.modules[__name__] = Module("submission")
sys.modules["submission"] = sys.modules["__main__"] = Module("submission")


def double(n):
    global double
    double = sys.modules["submission"].answer
    return 0
