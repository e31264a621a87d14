"""Finds the pipe and the id of the call in the worker's frames and answers itself, before the worker does it again.
The second answer would be taken for that to the next question.

Promise: 4
Verdict: runtime_error or wrong_answer
Cause: protocol_violation or different_answers
Layer: protocol

Whether the second answer comes with the first or a moment after it, and so is found with this call or with the next one, is up
to the kernel; where a repeated call differs in that, the answers are different ones.
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
