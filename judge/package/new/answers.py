"""What a solution answers to the inputs of its tests: plain data, from which statement, tests and known answers are written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from judge.literals import source_text
from judge.package.new.domain import Domain

Arguments = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solution does with some arguments.

    Attributes:
        raised: The builtin exception that it raises on purpose; empty if it returns.
        message: The exception's message.
    """

    arguments: Arguments
    value: object = None
    raised: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A solution that hidden tests can be written for.

    Attributes:
        domains: The inputs for each parameter.
        small: The values of each parameter whose combinations the tests try one by one.
        combined: What came of every combination, in the order of `itertools.product`.
        shortened: Of the combinations with trailing defaults left out.
        generated: Of inputs such as Hypothesis will make.
        narrowed_because: What wider inputs would have come to; empty if these are the widest.
    """

    domains: tuple[Domain, ...]
    small: tuple[tuple[object, ...], ...]
    combined: tuple[Answer, ...]
    shortened: tuple[Answer, ...]
    generated: tuple[Answer, ...]
    narrowed_because: str = ""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All of them."""
        return self.combined + self.shortened + self.generated

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The builtin exceptions that are raised on purpose."""
        return tuple(sorted({answer.raised for answer in self.answers if answer.raised}))

    @property
    def values(self) -> list[object]:
        """All returned values."""
        return [answer.value for answer in self.answers if not answer.raised]

    @property
    def kinds(self) -> list[str]:
        """The names of the types that are returned, `None` last."""
        kinds = {type(value) for value in self.values}
        names = sorted(kind.__name__ for kind in kinds - {type(None)})
        return [*names, *(["None"] if type(None) in kinds else [])]

    @property
    def has_floats(self) -> bool:
        """Whether there are floats in what is returned."""
        return any(contains(value, lambda part: isinstance(part, float)) for value in self.values)

    @property
    def has_numbers_only(self) -> bool:
        """Whether nothing but floats, and ints among them, is returned."""
        return self.has_floats and set(self.kinds) <= {"int", "float"}

    @property
    def has_mutable(self) -> bool:
        """Whether there are arguments that a function can change."""
        return any(domain.mutable for domain in self.domains)


def is_same_value(one: object, other: object) -> bool:
    """Whether two values are equal and of one type."""
    return type(one) is type(other) and one == other


def is_same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers agree, whatever the question was."""
    return one.raised == other.raised and is_same_value(one.value, other.value)


def describe(answer: Answer) -> str:
    """An answer in a few words."""
    return answer.raised or source_text(answer.value, 100)


def contains(value: object, is_wanted: Callable[[object], bool]) -> bool:
    """Whether a value, or any part of it, is of some kind."""
    return is_wanted(value) or any(contains(part, is_wanted) for part in parts_of(value))


def parts_of(value: object) -> Collection[object]:
    """What a collection holds, keys and values alike; nothing for other values."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list | tuple | set | frozenset) else ()
