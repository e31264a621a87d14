"""Right, but a print left over from debugging writes a line for every element.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    flat = []
    for element in array:
        print("visiting", element if not isinstance(element, list) else "a list")
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
