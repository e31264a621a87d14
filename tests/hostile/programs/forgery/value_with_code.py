"""Sends what other formats would run: a pickle, and a numpy array of Python objects whose content is an address.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import pickle
import struct
import sys

from judge.wire import messages


class Payload:
    def __reduce__(self):
        return exec, ("import os; os._exit(0)",)


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    array = b"a" + bytes([3, 1]) + b"|O8" + struct.pack("QQ", 1, 8) + struct.pack("Q", id(Payload))
    body = array if n % 2 else pickle.dumps(Payload())
    os.write(found["replies"], messages.pack(messages.RETURNED, found["call_id"], body))
    os.read(found["commands"], 1)
