"""Opens one level of lists per round until there are none left."""


def flatten_array(array):
    flat = list(array)
    while any(isinstance(element, list) for element in flat):
        opened = []
        for element in flat:
            if isinstance(element, list):
                opened.extend(element)
            else:
                opened.append(element)
        flat = opened
    return flat
