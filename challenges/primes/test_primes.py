"""Hidden properties of `primes`."""

from __future__ import annotations

import functools
from bisect import bisect_right
from itertools import compress, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.testing import PropertyFailure, assert_cpu_within, assert_type

LARGEST = 2_000_000
TIMES_REFERENCE = 8  # notes.md has the measured ratios


def sieve(limit: int) -> list[int]:
    """List the primes up to `limit`; independent of the reference, and ten times as fast."""
    is_prime = bytearray([0, 0]) + bytearray([1]) * (limit - 1)
    for number in range(2, int(limit**0.5) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    return list(compress(range(limit + 1), is_prime))


@functools.cache
def primes_to(limit: int) -> list[int]:
    """List the primes up to `limit`, once per process."""
    return sieve(limit)


def expected(n: int) -> list[int]:
    """List the primes up to `n`."""
    table = primes_to(10_000 if n <= 10_000 else LARGEST)
    return table[: bisect_right(table, n)]


def assert_primes(answer: object, n: int) -> None:
    """Assert that an answer is the list of the primes up to `n`; the message names the first difference only."""
    primes, wanted = assert_type(answer, list), expected(n)
    for kind in set(map(type, primes)):
        if hasattr(kind, "__len__"):  # numpy calls an array of one element equal to its element
            raise PropertyFailure(f"expected a list of integers, but it holds a value of type {kind.__name__}")
    if primes == wanted:
        return
    for position, (prime, want) in enumerate(zip(primes, wanted, strict=False)):
        if prime != want:
            raise PropertyFailure(f"element {position} should be {want}, not {prime!r}")
    raise PropertyFailure(f"expected {len(wanted)} primes, not {len(primes)}")


def test_earlier_calls_make_no_difference(solution):
    """Gives the same answer whatever was asked before."""
    answers: dict[int, str] = {}
    for n in (10, 10, 2, 30, 10, 2, 50, 30, 7, 10, 50):
        answer = solution(n)
        text = repr(answer) if isinstance(answer, list) else type(answer).__name__
        if answers.setdefault(n, text) != text:
            raise PropertyFailure(f"the first time the answer was {answers[n]}")


@example(n=1)
@example(n=0)
@example(n=-1)
@example(n=-2)
@example(n=-7)
@example(n=-1_000_000)
@given(n=st.integers(-1_000_000, 1))
@settings(max_examples=15)
def test_is_empty_below_two(solution, n):
    """Returns an empty list for every N below 2."""
    assert_primes(solution(n), n)


@pytest.mark.points(3)
def test_lists_the_primes_up_to_small_n(solution):
    """Lists every prime up to N, ascending and each once, and nothing else."""
    for n in range(2, 401):
        assert_primes(solution(n), n)


def test_products_of_neighbouring_primes_are_not_prime(solution):
    """Keeps out squares of primes and products of neighbouring primes, with N just below, at and just above them."""
    primes = [p for p in expected(61) if p >= 19]
    for product in sorted({p * p for p in primes} | {p * q for p, q in pairwise(primes)}):
        for n in (product - 1, product, product + 1):
            assert_primes(solution(n), n)


@pytest.mark.points(2)
@example(n=1_729)
@example(n=2_047)
@given(n=st.integers(2, 5_000))
@settings(max_examples=30)
def test_agrees_with_the_definition(solution, n):
    """Lists exactly the primes up to any N."""
    assert_primes(solution(n), n)


@pytest.mark.points(3)
def test_two_million_in_time(solution, reference):
    """Lists the primes up to 2,000,000 within 8 times the CPU time of a plain sieve."""
    answer = assert_cpu_within(solution, reference, LARGEST, times_reference=TIMES_REFERENCE)
    assert_primes(answer, LARGEST)


def test_lists_n_itself_when_prime(solution):
    """Lists N itself when N is prime, also just after round numbers."""
    for n in (503, 2_003, 3_001, 4_001, 4_099, 8_191, 32_771, 65_537, 100_003, 1_000_003):
        assert_primes(solution(n), n)
