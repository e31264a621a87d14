"""Uses the network as programs do: names, web addresses, event loops, managers of other processes, logging to a daemon.

Promise: 3
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import multiprocessing.connection
import socket
import syslog
import urllib.request

ROADS = [
    lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=0.3),
    lambda: urllib.request.urlopen("ftp://127.0.0.1:@PORT@/", timeout=0.3),
    lambda: multiprocessing.connection.Client(("127.0.0.1", int("@PORT@"))),
    lambda: socket.if_nameindex(),
    lambda: socket.getaddrinfo("example.org", 80, proto=socket.IPPROTO_TCP),
]
for index, road in enumerate(ROADS):
    try:
        road()
        print("ESCAPED by road", index, flush=True)
    except Exception:
        pass
syslog.syslog("@MARK@")
libc = ctypes.CDLL(None)
if libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) >= 0:
    print("ESCAPED with a socket of the C library", flush=True)


def double(n):
    return 2 * n
