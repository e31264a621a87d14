"""Divide and conquer: the two halves of the array are flattened and joined."""


def flatten_between(array, low, high):
    if high - low > 1:
        middle = (low + high) // 2
        return flatten_between(array, low, middle) + flatten_between(array, middle, high)
    flat = []
    for element in array[low:high]:
        if isinstance(element, list):
            flat += flatten_between(element, 0, len(element))
        else:
            flat.append(element)
    return flat


def flatten_array(array):
    return flatten_between(array, 0, len(array))
