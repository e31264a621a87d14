"""Aborts while it is imported.

Promise: 4
Verdict: invalid_submission
Cause: signal
Layer: protocol
"""

import os

os.abort()
