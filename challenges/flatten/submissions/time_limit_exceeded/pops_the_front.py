"""Takes elements from the front of a list, which shifts all the others.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    queue = list(array)
    flat = []
    while queue:
        element = queue.pop(0)
        if isinstance(element, list):
            queue = element + queue
        else:
            flat.append(element)
    return flat
