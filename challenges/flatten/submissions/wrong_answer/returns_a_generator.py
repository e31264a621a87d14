"""Is a generator function: the integers are right, but it is not a list that comes back.

Caught by: test_empty_lists_vanish
"""


def flatten_array(array):
    for element in array:
        if isinstance(element, list):
            yield from flatten_array(element)
        else:
            yield element
