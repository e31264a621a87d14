"""Loads the reference solution and answers with it.
A submission that can do this is right whatever the question is.

Promise: 1
Verdict: wrong_answer
Cause: wrong_type
Layer: landlock
"""

import importlib.util
import runpy
import sys


def stolen():
    path = "@CHALLENGE@/reference.py"
    try:
        return runpy.run_path(path)["double"]
    except OSError:
        pass
    try:
        spec = importlib.util.spec_from_file_location("stolen", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.double
    except OSError:
        pass
    sys.path.insert(0, "@CHALLENGE@")
    try:
        from reference import double as found
    except ImportError:
        return None
    finally:
        del sys.path[0]
    return found


double = stolen()
if double:
    print("ESCAPED with the reference", flush=True)
else:

    def double(n):
        return None
