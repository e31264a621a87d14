"""Adds an audit hook, which cannot be taken away again, that fails at whatever the worker does from there on.

Promise: 4
Verdict: runtime_error
Cause: exit
Layer: protocol
"""

import sys


def refuse(event, arguments):
    if event not in {"sys.addaudithook"}:
        raise SystemExit(0)


first = True


def double(n):
    global first
    if first:
        first = False
        sys.addaudithook(refuse)
    return 0
