"""Keeps answers in everything that outlives a call: the module, the builtins, other modules, the interpreter's own tables.
They do not outlive the process, so the second run in a row finds nothing of the first.

Promise: 5
Verdict: accepted
Cause: -
Layer: host
Runs: 2
"""

import builtins
import json
import sys
import types

places = [
    builtins,
    sys,
    json,
    types,
    sys.implementation,
    sys.modules["judge.wire.codec"],
    sys.modules["judge.wire.messages"],
]
for place in places:
    if hasattr(place, "left_behind"):
        print("ESCAPED from an earlier run", flush=True)
    try:
        place.left_behind = True
    except (AttributeError, TypeError):
        pass
if sys.intern("left" + "behind") in sys.modules:
    print("ESCAPED from an earlier run", flush=True)
sys.modules["leftbehind"] = types.ModuleType("leftbehind")


def double(n):
    return 2 * n
