"""Connects to a socket that lies in the file system, as databases, container engines and key agents have them.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import socket

for path in ("@UNIX@", "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/dev/log"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            with socket.socket(socket.AF_UNIX, kind) as connection:
                connection.connect(path)
                print("ESCAPED to", path, flush=True)
        except OSError:
            pass


def double(n):
    return 2 * n
