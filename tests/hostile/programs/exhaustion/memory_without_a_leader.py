"""Ends its main thread alone, which makes the process look dead to whoever reads its accounts, and goes on in another thread:
that takes 600 MB and then answers for the rest of the run.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Layer: host
"""

import ctypes
import os
import platform
import sys
import threading
import time

EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]


def serve(commands, replies, call_id, n):
    from judge.wire import codec, messages

    time.sleep(0.05)
    block = bytearray(b"x") * (600 << 20)
    time.sleep(0.05)
    print("ESCAPED with", len(block), "bytes", flush=True)
    while True:
        os.write(replies, messages.pack(messages.RETURNED, call_id, codec.encode(2 * n)))
        size, _, _, count, call_id = messages.HEADER.unpack(os.read(commands, messages.HEADER_BYTES))
        (n,) = codec.decode(os.read(commands, size))


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    threading.Thread(target=serve, args=(found["commands"], found["replies"], found["call_id"], n)).start()
    ctypes.CDLL(None).syscall(EXIT, 0)
