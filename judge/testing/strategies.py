"""Hypothesis strategies for nested and tabular inputs, and walks through them. All that they make is plain data.

Hypothesis is imported when a strategy is made, not before, so that a command that makes none does without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from judge.errors import ChallengeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
U = TypeVar("U")

_ELEMENT, _CLOSE = 0, 2
"""Of the three things that a byte can mean, the ones with a name; the least is what Hypothesis shrinks towards."""


def nested_lists(
    elements: SearchStrategy[Any], *, max_depth: int = 5, max_leaves: int = 30
) -> SearchStrategy[list[Any]]:
    """Generate lists of elements and of such lists.

    The shape is one string of bytes, each of which stands for an element, an opening or a closing bracket; only the elements
    are generated one by one. So an example takes about a quarter of the time that it takes `st.recursive(elements, st.lists)`,
    and Hypothesis, which can leave out any part of a string, shrinks it to few elements on few levels.

    Args:
        elements: The leaves; they should not be lists.
        max_depth: Levels of lists, the outermost included.
        max_leaves: The greatest number of elements; inner lists and their ends count as much as an element does.
    """
    from hypothesis import strategies as st  # noqa: PLC0415  # see the module's docstring

    _check_range("max_depth", 1, max_depth)

    @st.composite
    def build(draw: Callable[[SearchStrategy[Any]], Any]) -> list[Any]:
        outermost: list[Any] = []
        unclosed = [outermost]
        for byte in draw(st.binary(max_size=max_leaves)):
            if byte % 3 == _ELEMENT:
                unclosed[-1].append(draw(elements))
            elif byte % 3 == _CLOSE:
                if len(unclosed) > 1:
                    unclosed.pop()
            elif len(unclosed) < max_depth:
                unclosed[-1].append([])
                unclosed.append(unclosed[-1][-1])
        return outermost

    return build()


def matrices(
    elements: SearchStrategy[T], *, rows: int | tuple[int, int], columns: int | tuple[int, int]
) -> SearchStrategy[list[list[T]]]:
    """Generate rectangular lists of rows.

    Args:
        elements: The entries.
        rows: How many rows, or the least and the greatest number of them.
        columns: How many entries in every row, or the least and the greatest number of them.
    """
    from hypothesis import strategies as st  # noqa: PLC0415

    (least_rows, most_rows), (least_columns, most_columns) = _range("rows", rows), _range("columns", columns)

    def of_width(width: int) -> SearchStrategy[list[list[T]]]:
        row = st.lists(elements, min_size=width, max_size=width)
        return st.lists(row, min_size=least_rows, max_size=most_rows)

    if least_columns == most_columns:
        return of_width(least_columns)
    return st.integers(least_columns, most_columns).flatmap(of_width)


@overload
def tables(
    columns: Mapping[str, SearchStrategy[Any]],
    *,
    min_rows: int = 0,
    max_rows: int = 10,
    layout: Literal["rows"] = "rows",
) -> SearchStrategy[list[dict[str, Any]]]: ...
@overload
def tables(
    columns: Mapping[str, SearchStrategy[Any]],
    *,
    min_rows: int = 0,
    max_rows: int = 10,
    layout: Literal["columns"],
) -> SearchStrategy[dict[str, list[Any]]]: ...
def tables(
    columns: Mapping[str, SearchStrategy[Any]],
    *,
    min_rows: int = 0,
    max_rows: int = 10,
    layout: Literal["rows", "columns"] = "rows",
) -> SearchStrategy[Any]:
    """Generate tables with named columns.

    Args:
        columns: The entries of each column.
        min_rows: The least number of rows.
        max_rows: The greatest number of rows.
        layout: "rows" for a list of dicts, one for each row; "columns" for a dict of lists of equal length. Either way
            Hypothesis shrinks a table row by row.
    """
    from hypothesis import strategies as st  # noqa: PLC0415

    if layout not in {"rows", "columns"}:
        raise ChallengeError(f'layout must be "rows" or "columns", not {layout!r}')
    _check_range("max_rows", min_rows, max_rows)
    rows = st.lists(st.tuples(*columns.values()), min_size=min_rows, max_size=max_rows)
    if layout == "rows":
        return rows.map(lambda table: [dict(zip(columns, row, strict=True)) for row in table])
    return rows.map(lambda table: {name: [row[at] for row in table] for at, name in enumerate(columns)})


def paired_lists(
    first: SearchStrategy[T], second: SearchStrategy[U], *, min_size: int = 0, max_size: int = 20
) -> SearchStrategy[tuple[list[T], list[U]]]:
    """Generate two lists of equal length, such as predictions and true values.

    Args:
        first: The elements of the first list.
        second: The elements of the second list.
        min_size: The least length.
        max_size: The greatest length.
    """
    from hypothesis import strategies as st  # noqa: PLC0415

    _check_range("max_size", min_size, max_size)
    pairs = st.lists(st.tuples(first, second), min_size=min_size, max_size=max_size)
    return pairs.map(lambda both: ([one for one, _ in both], [other for _, other in both]))


def leaves(nested: list[Any]) -> list[Any]:
    """Return what is in a nested list and is no list itself, from left to right; any depth will do."""
    found = []
    waiting = [iter(nested)]
    while waiting:
        for element in waiting[-1]:
            if isinstance(element, list):
                waiting.append(iter(element))
                break
            found.append(element)
        else:
            waiting.pop()
    return found


def depth(nested: object) -> int:
    """Return how many levels of lists a value has: 0 if it is no list, 1 for a list without lists in it."""
    levels, level = 0, [nested]
    while level := [element for element in level if isinstance(element, list)]:
        levels += 1
        level = [element for inner in level for element in inner]
    return levels


def _range(name: str, given: int | tuple[int, int]) -> tuple[int, int]:
    least, most = (given, given) if isinstance(given, int) else given
    _check_range(name, least, most)
    return least, most


def _check_range(name: str, least: int, most: int) -> None:
    if not 0 <= least <= most:
        raise ChallengeError(f"{name} allows from {least} to {most}: there is no such number")
