"""Closes all its descriptors in the first call, so that the judge waits for a pipe that nobody will ever write to.

Promise: 4
Verdict: runtime_error
Cause: protocol_violation
Layer: protocol
"""

import os
import time


def double(n):
    os.closerange(0, 256)
    time.sleep(10)
