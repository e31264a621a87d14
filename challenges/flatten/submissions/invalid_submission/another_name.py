"""Right, but the function is not called what the statement asks for.

Caught by: loading
"""


def flatten(array):
    flat = []
    for element in array:
        flat.extend(flatten(element) if isinstance(element, list) else [element])
    return flat
