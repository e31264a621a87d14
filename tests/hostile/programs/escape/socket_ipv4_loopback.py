"""Connects to a listener on the machine itself, by TCP and UDP: a way out to any local service, and to the world beyond.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket

try:
    socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=0.5).sendall(b"ESCAPED")
    print("ESCAPED by TCP", flush=True)
except OSError:
    pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"ESCAPED", ("127.0.0.1", int("@PORT@")))
    print("ESCAPED by UDP", flush=True)
except OSError:
    pass
try:
    # TCP Fast Open: data goes out with sendto(2), and connect(2) is never called.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sender:
        sender.sendto(b"ESCAPED", 0x20000000, ("127.0.0.1", int("@PORT@")))
    print("ESCAPED by TCP Fast Open", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
