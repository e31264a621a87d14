"""Is a generator function: the integers are right, but it is not a list that comes back.

Caught by: test_earlier_calls_make_no_difference
"""


def flatten_array(array):
    for element in array:
        if isinstance(element, list):
            yield from flatten_array(element)
        else:
            yield element
