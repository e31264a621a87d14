"""A class that prints what it does now and then; has a main block."""


class Flattener:
    def __init__(self):
        self.flat = []
        self.lists = 0

    def visit(self, value):
        match value:
            case list():
                self.lists += 1
                for element in value:
                    self.visit(element)
            case _:
                self.flat.append(value)


def flatten_array(array):
    print("flattening", len(array), "elements")
    flattener = Flattener()
    flattener.visit(array)
    print(f"found {len(flattener.flat)} integers in {flattener.lists} lists")
    return flattener.flat


if __name__ == "__main__":
    print(flatten_array(eval(input("array? "))))
