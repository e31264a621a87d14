"""The properties that hostile programs want to know, or to be let off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.testing import EntryPoint, assert_type

SECRET = "judge-secret-hidden-test-1b7e02a9"
NUMBERS = st.integers(-1_000_000, 1_000_000)


@settings(max_examples=20)
@given(n=NUMBERS)
def test_doubles(solution: EntryPoint, n: int) -> None:
    """Returns twice the number."""
    value = solution(n)
    assert_type(value, int)
    assert value == 2 * n


@settings(max_examples=10)
@given(n=NUMBERS)
def test_answers_the_same_again(solution: EntryPoint, n: int) -> None:
    """Gives the same answer when asked again."""
    first, then = solution(n), solution(n)
    assert first == then == 2 * n


@settings(max_examples=10)
@given(n=NUMBERS)
def test_answers_in_a_row(solution: EntryPoint, n: int) -> None:
    """Gives the same answer three times in a row."""
    assert solution.sample(3, n) == [2 * n] * 3


def test_known_answers(solution: EntryPoint) -> None:
    """Doubles 3, -4 and 0."""
    assert (solution(3), solution(-4), solution(0)) == (6, -8, 0)
