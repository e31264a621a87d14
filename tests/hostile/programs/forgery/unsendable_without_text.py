"""Says that its value cannot be sent, and gives a structure where the reason should be.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import sys

from judge.wire import codec, messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    os.write(found["replies"], messages.pack(messages.UNSENDABLE, found["call_id"], codec.encode(["%s", {}])))
    os.read(found["commands"], 1)
