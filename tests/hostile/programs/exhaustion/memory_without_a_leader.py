"""Ends its main thread alone, which makes the process look dead to whoever reads its accounts, and goes on in another thread:
that takes 600 MB and then answers for the rest of the run.

Promise: 6
Verdict: memory_limit_exceeded
Cause: memory
Verdict at strong: memory_limit_exceeded memory
Layer: host
"""

import ctypes
import os
import platform
import sys
import threading
import time

EXIT = {"x86_64": 60, "aarch64": 93}[platform.machine()]


def serve(commands, replies, call_id, count, n):
    from judge.wire import codec, messages

    time.sleep(0.05)
    # Slowly enough for anybody who looks: 600 MB in three tenths of a second.
    block = bytearray()
    for _ in range(60):
        block += bytes(10 << 20)
        time.sleep(0.002)
    time.sleep(0.05)
    print("ESCAPED with", len(block), "bytes", flush=True)
    while True:
        value = [2 * n] * count if count else 2 * n
        os.write(replies, messages.pack(messages.RETURNED, call_id, codec.encode(value)))
        size, _, _, count, call_id = messages.HEADER.unpack(os.read(commands, messages.HEADER_BYTES))
        (n,) = codec.decode(os.read(commands, size))


def double(n):
    frame = sys._getframe()
    while frame.f_code.co_name != "main":
        frame = frame.f_back
    found = frame.f_locals
    threading.Thread(target=serve, args=(*map(found.get, ("commands", "replies", "call_id", "count")), n)).start()
    ctypes.CDLL(None).syscall(EXIT, 0)
