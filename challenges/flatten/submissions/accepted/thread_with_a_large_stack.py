"""Recurses in a thread of its own with a larger stack and a higher recursion limit, for any depth."""

import sys
import threading

sys.setrecursionlimit(20_000)
threading.stack_size(16 * 1024 * 1024)


def collect(elements, flat):
    for element in elements:
        if isinstance(element, list):
            collect(element, flat)
        else:
            flat.append(element)


def flatten_array(array):
    flat = []
    thread = threading.Thread(target=collect, args=(array, flat))
    thread.start()
    thread.join()
    return flat
