"""Does in fresh threads what is forbidden in the first one: rules that are set for a thread may not hold for its siblings.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import _thread
import os
import socket
import threading


def attack():
    for name, road in {
        "a socket": lambda: socket.socket().close(),
        "a file": lambda: open("/etc/passwd").read(),
        "a process": lambda: os.waitpid(os.fork() or os._exit(0), 0),
    }.items():
        try:
            road()
            print("ESCAPED in a thread with", name, flush=True)
        except OSError:
            pass


for start in (lambda: threading.Thread(target=attack).start(), lambda: _thread.start_new_thread(attack, ())):
    start()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join(1)


def double(n):
    return 2 * n
