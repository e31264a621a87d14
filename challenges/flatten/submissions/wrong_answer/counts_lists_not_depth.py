"""Guards against deep nesting with a counter that goes up at every list and never down: it gives up after 200 lists.

Caught by: test_many_short_lists_in_time
"""


def flatten_array(array):
    flat = []
    depth = 0

    def visit(elements):
        nonlocal depth
        depth += 1
        if depth > 200:
            return
        for element in elements:
            if isinstance(element, list):
                visit(element)
            else:
                flat.append(element)

    visit(array)
    return flat
