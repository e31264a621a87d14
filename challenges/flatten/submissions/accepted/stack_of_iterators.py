"""No recursion: a stack of the iterators that are still open."""


def flatten_array(array):
    flat = []
    stack = [iter(array)]
    while stack:
        for element in stack[-1]:
            if isinstance(element, list):
                stack.append(iter(element))
                break
            flat.append(element)
        else:
            stack.pop()
    return flat
