"""One nested comprehension that treats an integer as a list of one."""


def flatten_array(array):
    return [leaf for element in array for leaf in (flatten_array(element) if isinstance(element, list) else [element])]
