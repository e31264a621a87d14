"""Goes through every object the garbage collector knows, and what refers to them, for texts and modules of the judge.
A worker forked from a process that has once held a test would still hold it.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import gc
import re
import sys
import types

SIGN = re.compile("judge[-]secret[-][a-z]")
INSIDE = (
    "judge.grading",
    "judge.host",
    "judge.challenge",
    "judge.testing",
    "judge.report",
    "pytest",
    "_pytest",
    "hypothesis",
)


def contents(thing):
    yield thing
    if isinstance(thing, dict):
        yield from thing
        yield from thing.values()
    elif isinstance(thing, (list, tuple, set, frozenset)):
        yield from thing
    elif isinstance(thing, types.CodeType):
        yield from thing.co_consts


for thing in gc.get_objects():
    if isinstance(thing, types.ModuleType) and thing.__name__.startswith(INSIDE):
        print("ESCAPED with the module", thing.__name__, flush=True)
    if isinstance(thing, types.FunctionType) and str(thing.__module__).startswith(INSIDE):
        print("ESCAPED with the function", thing.__qualname__, flush=True)
    for part in contents(thing):
        if isinstance(part, (str, bytes)) and SIGN.search(part if isinstance(part, str) else part.decode("latin-1")):
            print("ESCAPED with a secret", flush=True)
for name in sys.modules:
    if name.startswith(INSIDE):
        print("ESCAPED with the module", name, flush=True)


def double(n):
    return 2 * n
