"""The guide's answer: recursion that extends by flattened inner lists and appends everything else."""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
