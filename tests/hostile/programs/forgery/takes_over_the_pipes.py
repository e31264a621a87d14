"""Never returns from its first call but speaks the protocol itself from there on, with wrong answers and a claim beside each.
All it gains is the right to answer, which it had.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
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
    call_id = found["call_id"]
    while True:
        os.write(1, b'{"verdict": "accepted"}\n')
        os.write(found["replies"], messages.pack(messages.RETURNED, call_id, codec.encode(0)))
        size, _, _, _, call_id = messages.HEADER.unpack(os.read(found["commands"], messages.HEADER_BYTES))
        os.read(found["commands"], size)
