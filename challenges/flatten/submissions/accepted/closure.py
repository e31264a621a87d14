"""A closure visits the lists and appends to one result."""


def flatten_array(array):
    flat = []

    def visit(elements):
        for element in elements:
            if type(element) is list:
                visit(element)
            else:
                flat.append(element)

    visit(array)
    return flat
