"""A recursive generator over everything, leaves included, collected at the end."""


def leaves(value):
    if isinstance(value, list):
        for element in value:
            yield from leaves(element)
    else:
        yield value


def flatten_array(array):
    return list(leaves(array))
