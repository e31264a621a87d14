"""Raises SystemExit(0) while it is imported, which ends an importing process without a traceback and with status 0.

Promise: 4
Verdict: invalid_submission
Cause: import_error
Layer: protocol
"""

import sys

sys.exit(0)


def double(n):
    return 0
