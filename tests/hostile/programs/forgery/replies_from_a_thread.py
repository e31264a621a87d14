"""A thread goes on sending the last reply as long as the process lives, between requests and within them.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import sys
import threading
import time

from judge.wire import codec, messages


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = dict(frame.f_locals)
    message = messages.pack(messages.RETURNED, found["call_id"], codec.encode(2 * n))

    def repeat():
        while True:
            os.write(found["replies"], message)
            time.sleep(0.001)

    threading.Thread(target=repeat, daemon=True).start()
    time.sleep(0.05)
    return 2 * n
