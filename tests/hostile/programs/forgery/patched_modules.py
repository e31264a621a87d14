"""Puts modules of its own in the place of pytest, Hypothesis, json and the judge's, all of which say that all is well.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

import sys
import types


class Agreeable(types.ModuleType):
    def __getattr__(self, name):
        return lambda *arguments, **names: True


NAMES = [
    "pytest",
    "hypothesis",
    "json",
    "judge.testing",
    "judge.grading",
    "judge.grading.decide",
    "judge.model",
    "test_double",
]
for name in NAMES:
    sys.modules[name] = Agreeable(name)
sys.meta_path[:] = []


def double(n):
    return 0
