"""Puts inner lists at the end of a queue, so integers come by depth and not from left to right.

Caught by: test_flattens_every_small_array
"""

from collections import deque


def flatten_array(array):
    queue = deque(array)
    flat = []
    while queue:
        element = queue.popleft()
        if isinstance(element, list):
            queue.extend(element)
        else:
            flat.append(element)
    return flat
