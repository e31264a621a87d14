"""Returns an object that claims to be an int in every way there is: `__class__`, `__eq__`, its metaclass, its name.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: protocol
"""


class Meta(type):
    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(int)

    def __instancecheck__(cls, thing):
        return True

    def __subclasscheck__(cls, other):
        return True

    def mro(cls):
        return [cls, object]

    __name__ = __qualname__ = "int"


class Int(metaclass=Meta):
    __class__ = int

    def __eq__(self, other):
        return True

    def __getattribute__(self, name):
        return int if name == "__class__" else lambda *arguments: True

    __hash__ = object.__hash__


Int.__module__, Int.__name__, Int.__qualname__ = "builtins", "int", "int"


def double(n):
    return Int()
