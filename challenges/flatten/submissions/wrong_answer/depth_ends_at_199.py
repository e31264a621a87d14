"""Guards against endless nesting and takes depth 200, the outermost list counted, for too deep.

Caught by: test_reaches_every_depth
"""


def flatten_array(array, depth=1):
    if depth >= 200:
        return []
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element, depth + 1))
        else:
            flat.append(element)
    return flat
