"""Leaves handlers for its end everywhere: at exit, in finalisers, in a module's teardown, in signals. Each forges a reply.
It is ended without being asked, so none of them runs.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: host
"""

import atexit
import os
import signal
import threading
import weakref


def forge(*arguments):
    os.write(1, b"ESCAPED to its own funeral\n")
    for number in range(3, 64):
        try:
            os.write(number, bytes(64))
        except OSError:
            pass


class Last:
    def __del__(self):
        forge()


last, watched = Last(), type("Watched", (), {})()
weakref.finalize(watched, forge)
atexit.register(forge)
threading._register_atexit(forge)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU, signal.SIGPIPE):
    signal.signal(number, forge)


def double(n):
    return 0
