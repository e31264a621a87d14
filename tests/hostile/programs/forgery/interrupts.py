"""Raises KeyboardInterrupt, which tells a test runner that somebody at the keyboard wants it to stop.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


class Interrupt(KeyboardInterrupt, SystemError):
    code = 0


def double(n):
    if n % 2:
        raise KeyboardInterrupt
    raise Interrupt
