"""Asks the kernel by netlink for interfaces, routes, processes' events and audit messages, and by packets for raw frames.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket
import struct

for protocol in (0, 2, 4, 9, 10, 11, 12, 15, 16):
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) as link:
            link.settimeout(0.2)
            # RTM_GETLINK as a dump.
            link.send(struct.pack("IHHII", 32, 18, 0x301, 1, 0) + bytes(16))
            print("ESCAPED to netlink", protocol, flush=True)
    except OSError:
        pass
for family, kind, address in (
    (socket.AF_PACKET, socket.SOCK_RAW, ("lo", 3)),
    (socket.AF_VSOCK, socket.SOCK_STREAM, (2, 1)),
    (38, socket.SOCK_SEQPACKET, None),  # AF_ALG, the kernel's ciphers
    (44, socket.SOCK_RAW, None),  # AF_XDP
):
    try:
        with socket.socket(family, kind) as raw:
            print("ESCAPED with a socket of family", family, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
