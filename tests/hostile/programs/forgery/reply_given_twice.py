"""Finds the pipe and the id of the call in the worker's frames and answers itself, before the worker does it again.
The second answer would be taken for that to the next question.

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
    os.write(found["replies"], messages.pack(messages.RETURNED, found["call_id"], codec.encode(2 * n)))
    return 2 * n
