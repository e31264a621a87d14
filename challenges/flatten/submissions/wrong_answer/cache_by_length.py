"""Remembers answers by the array's length and number of brackets, which is not enough to tell arrays apart.

Caught by: test_earlier_calls_make_no_difference
"""

_answers = {}


def flatten_array(array):
    key = len(array), str(array).count("[")
    if key not in _answers:
        flat = []
        for element in array:
            if isinstance(element, list):
                flat.extend(flatten_array(element))
            else:
                flat.append(element)
        _answers[key] = flat
    return _answers[key]
