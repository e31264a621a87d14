"""What a submission prints is kept up to a bound."""

from __future__ import annotations

from judge.host.output import OutputBuffer
from judge.model import Output


def test_both_streams_are_kept_apart_and_in_order() -> None:
    """Both streams are kept apart, each in its order."""
    buffer = OutputBuffer(100)
    buffer.feed("stdout", b"one ")
    buffer.feed("stderr", b"problem")
    buffer.feed("stdout", b"two")
    assert buffer.text() == Output("one two", "problem", truncated=False)
    assert not buffer.exceeded


def test_output_of_exactly_the_limit_is_within_it() -> None:
    """Output of exactly the limit is kept whole and within the limit; one more byte is not."""
    buffer = OutputBuffer(4)
    buffer.feed("stdout", b"ab")
    buffer.feed("stderr", b"cd")
    assert buffer.text() == Output("ab", "cd", truncated=False)
    assert not buffer.exceeded
    buffer.feed("stdout", b"e")
    assert buffer.text() == Output("ab", "cd", truncated=True)
    assert buffer.exceeded


def test_what_does_not_fit_is_cut_and_counted() -> None:
    """What does not fit is cut off, and the buffer stays bounded however much comes."""
    buffer = OutputBuffer(10)
    for _ in range(100):
        buffer.feed("stderr", b"x" * 7)
    assert buffer.text() == Output("", "x" * 10, truncated=True)


def test_a_fresh_worker_may_print_as_much_again_but_what_is_kept_stays_bounded() -> None:
    """A fresh worker may print as much again; what is kept of all workers together stays bounded."""
    buffer = OutputBuffer(5)
    buffer.feed("stdout", b"abcdef")
    assert buffer.exceeded
    buffer.begin_worker()
    assert not buffer.exceeded
    buffer.feed("stdout", b"ghi")
    assert not buffer.exceeded
    assert buffer.text() == Output("abcde", "", truncated=True)


def test_bytes_that_are_no_text_are_escaped() -> None:
    """Bytes that are no UTF-8 are shown escaped, a character cut in the middle too."""
    buffer = OutputBuffer(3)
    buffer.feed("stdout", b"\xff" + "é".encode() + "é".encode())
    assert buffer.text() == Output("\\xffé", "", truncated=True)
    buffer = OutputBuffer(2)
    buffer.feed("stdout", b"a" + "é".encode())
    assert buffer.text().stdout == "a\\xc3"
