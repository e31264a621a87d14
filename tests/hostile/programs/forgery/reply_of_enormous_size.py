"""Announces a reply of 2**63 bytes, so that the judge makes room for it or waits for it.

Promise: 6
Verdict: output_limit_exceeded
Cause: returned_size
Layer: protocol
"""

import os
import sys

from judge.wire import messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    os.write(found["replies"], messages.HEADER.pack(1 << 63, messages.RETURNED, 0, 0, found["call_id"]))
    os.read(found["commands"], 1)
