"""Puts the challenge on the module path and imports the hidden tests, as a package and as a zip-less path entry.
Importing them gives the properties as functions, their strategies and their constants.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import importlib
import sys

sys.path[:0] = ["@CHALLENGE@", "@CHALLENGE@/.."]
importlib.invalidate_caches()
for name in ("test_double", "double.test_double", "challenges.double.test_double", "conftest"):
    try:
        module = importlib.import_module(name)
        print("ESCAPED with", sorted(vars(module))[-3:], flush=True)
    except ImportError:
        pass
del sys.path[:2]


def double(n):
    return 2 * n
