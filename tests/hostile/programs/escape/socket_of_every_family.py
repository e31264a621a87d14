"""Makes sockets of every family and kind there is, among them those that talk to the kernel, to cards and to other machines.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket

SOCK_NONBLOCK = 0o4000
for family in range(50):
    for kind in (1, 2, 3, 4, 5, 6, 10, 1 | SOCK_NONBLOCK):
        for protocol in (0, 1, 6, 255):
            try:
                socket.socket(family, kind, protocol).close()
                print("ESCAPED with a socket of family", family, "and kind", kind, flush=True)
                break
            except OSError:
                pass
for family in (socket.AF_UNIX, socket.AF_INET):
    try:
        for end in socket.socketpair(family):
            end.close()
        print("ESCAPED with a pair of sockets", flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
