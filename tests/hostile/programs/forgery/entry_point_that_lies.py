"""Has an entry point that is a class, is callable by a metaclass's word, and changes itself with every look.

Promise: 4
Verdict: wrong_answer
Cause: wrong_type
Layer: protocol
"""


class Meta(type):
    def __call__(cls, *arguments):
        return cls

    def __eq__(cls, other):
        return True

    def __getattribute__(cls, name):
        return lambda *arguments: True

    __hash__ = type.__hash__


class double(metaclass=Meta):
    pass
