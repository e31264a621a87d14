"""Recurses along the list as well as into it and copies the tail each time: a thousand copies of a long list do not fit.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    if not array:
        return []
    head, tail = array[0], array[1:]
    return (flatten_array(head) if isinstance(head, list) else [head]) + flatten_array(tail)
