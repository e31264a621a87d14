"""Goes through six functions per level of nesting: at depth 200 they exceed Python's recursion limit of 1,000.

Caught by: test_reaches_every_depth
"""


def flatten_array(array):
    return from_list(array)


def from_list(elements):
    return join(elements)


def join(elements):
    return sum_up(from_element(element) for element in elements)


def sum_up(parts):
    flat = []
    for part in parts:
        flat.extend(part)
    return flat


def from_element(element):
    return flatten_array(element) if isinstance(element, list) else [element]
