"""Connects to an abstract socket, which has a name but lies in no folder, and listens on one itself for an accomplice.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket

try:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect("\0@ABSTRACT@")
        print("ESCAPED to a listener", flush=True)
except OSError:
    pass
try:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind("\0@MARK@")
        listener.listen()
        print("ESCAPED by listening", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
