"""Writes bytecode into the caches of modules that the judge will import next: source files stay as they are.

Promise: 5
Verdict: accepted
Cause: -
Layer: landlock
"""

import importlib.util
import os
import sys

import judge
import judge.wire.codec

modules = [os, judge, judge.wire.codec, importlib.util]
for module in modules:
    cached = importlib.util.cache_from_source(module.__file__)
    for path, flags in (
        (cached, os.O_WRONLY),
        (os.path.dirname(cached) + "/@MARK@.pyc", os.O_WRONLY | os.O_CREAT | os.O_EXCL),
        (os.path.dirname(module.__file__) + "/@MARK@.py", os.O_WRONLY | os.O_CREAT | os.O_EXCL),
        (module.__file__, os.O_WRONLY),
    ):
        try:
            os.close(os.open(path, flags))
            print("ESCAPED with", path, flush=True)
            if "@MARK@" in path:
                os.unlink(path)
        except OSError:
            pass
sys.dont_write_bytecode = False
sys.pycache_prefix = os.path.dirname("@SENTINEL@")
try:
    import this as _
except ImportError:
    pass
sys.dont_write_bytecode = True


def double(n):
    return 2 * n
