"""Leaves what keeps an interpreter from ending: threads that are waited for, handlers that sleep, finalisers that loop.

Promise: 6
Verdict: accepted
Cause: -
Verdict at strong: accepted -
Layer: host
"""

import atexit
import signal
import threading
import time


class Clinging:
    def __del__(self):
        time.sleep(60)


clinging = Clinging()
atexit.register(time.sleep, 60)
threading.Thread(target=time.sleep, args=(60,)).start()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)


def double(n):
    return 2 * n
