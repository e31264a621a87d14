"""Pushes inner lists to the left of a deque one element at a time, which turns them round.

Caught by: test_flattens_every_small_array
"""

from collections import deque


def flatten_array(array):
    queue = deque(array)
    flat = []
    while queue:
        element = queue.popleft()
        if isinstance(element, list):
            queue.extendleft(element)
        else:
            flat.append(element)
    return flat
