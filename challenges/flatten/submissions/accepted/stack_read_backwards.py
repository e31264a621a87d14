"""Takes elements off the end of a copy, and turns the result round at the end."""


def flatten_array(array):
    stack = list(array)
    flat = []
    while stack:
        element = stack.pop()
        if isinstance(element, list):
            stack += element
        else:
            flat.append(element)
    flat.reverse()
    return flat
