"""Makes a pair of connected sockets, which reach nobody else: no other layer has anything against them."""

import socket

try:
    for end in socket.socketpair():
        end.close()
    print("ESCAPED with sockets", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
