"""Opens one level of lists ten times, which is enough for small arrays only.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    flat = list(array)
    for _ in range(10):
        opened = []
        for element in flat:
            if isinstance(element, list):
                opened.extend(element)
            else:
                opened.append(element)
        flat = opened
    return flat
