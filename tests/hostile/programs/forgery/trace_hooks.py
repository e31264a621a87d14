"""Traces and profiles every frame of the worker to change its variables on the way, and hears every audit event.

Promise: 4
Verdict: wrong_answer
Cause: wrong_value
Layer: protocol
"""

import ctypes
import sys
import threading


def trace(frame, event, argument):
    if frame.f_code.co_name == "_call" and event == "line" and "value" in frame.f_locals:
        frame.f_locals["value"] = 0
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return trace


def follow():
    frame = sys._getframe()
    while frame:
        frame.f_trace = trace
        frame = frame.f_back


sys.addaudithook(lambda event, arguments: None)
threading.settrace(trace)
threading.setprofile(trace)
sys.setprofile(lambda *arguments: None)
sys.settrace(trace)
follow()


def double(n):
    return 2 * n + 1
