"""A deque whose left end is where the reading goes on."""

from collections import deque


def flatten_array(array):
    queue = deque(array)
    flat = []
    while queue:
        element = queue.popleft()
        if isinstance(element, list):
            queue.extendleft(reversed(element))
        else:
            flat.append(element)
    return flat
