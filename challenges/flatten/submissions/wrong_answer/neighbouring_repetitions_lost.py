"""Skips an integer that equals the one before it.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    flat = []

    def visit(elements):
        for element in elements:
            if isinstance(element, list):
                visit(element)
            elif flat[-1:] != [element]:
                flat.append(element)

    visit(array)
    return flat
