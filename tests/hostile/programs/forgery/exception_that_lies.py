"""Raises an exception whose text, class and bases are code that exits, loops and lies about itself.

Promise: 4
Verdict: runtime_error
Cause: exception
Layer: protocol
"""


class Meta(type):
    def __instancecheck__(cls, thing):
        raise SystemExit(0)

    def __getattribute__(cls, name):
        raise SystemExit(0)


class Lie(ArithmeticError, metaclass=Meta):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__

    def __getattribute__(self, name):
        raise SystemExit(0)


def double(n):
    raise Lie
