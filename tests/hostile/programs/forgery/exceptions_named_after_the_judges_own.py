"""Sends hand-made exceptions that claim to be pytest's outcomes and the judge's own, builtin names and all.
If a class were looked up by name, raising it in the test would end the test in the submission's favour.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""

import os
import sys

from judge.wire import codec, messages

NAMES = ["Skipped", "PropertyEnded", "StopTest", "SystemExit", "KeyboardInterrupt", "_pytest.outcomes.Exit"]
index = 0


def double(n):
    global index
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    name = NAMES[index % len(NAMES)]
    index += 1
    os.write(found["replies"], messages.pack(messages.RAISED, found["call_id"], codec.encode((name, name, "", ""))))
    os.read(found["commands"], 1)
