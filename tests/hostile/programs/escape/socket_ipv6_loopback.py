"""Connects to a listener on the machine itself over IPv6, which filters written for IPv4 forget, also by mapped addresses.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket

for address in ("::1", "::ffff:127.0.0.1", "::"):
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as connection:
            connection.settimeout(0.5)
            connection.connect((address, int("@PORT@")))
            print("ESCAPED to", address, flush=True)
    except OSError:
        pass
try:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"ESCAPED", ("::ffff:127.0.0.1", int("@PORT@")))
        print("ESCAPED by UDP", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
