"""Opens one level of lists five times, which is enough for small arrays only.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    flat = list(array)
    for _ in range(5):
        opened = []
        for element in flat:
            if isinstance(element, list):
                opened.extend(element)
            else:
                opened.append(element)
        flat = opened
    return flat
