"""The standard streams of a command: closed ones, full ones, those that can print little more than ASCII; and terminals."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Final, TextIO

_SECONDS_BETWEEN_SHOWINGS: Final = 0.05


def prepare_streams() -> None:
    """Make sure that printing cannot fail for a character, nor land in a pipe of the judge's own."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # The next pipe to a worker would get the number of the closed stream. The lowest free one is this one.
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str, *, to_errors: bool = False) -> None:
    """Print a line, in the encoding that the stream has: `click.echo` takes UTF-8 where it distrusts ASCII."""
    stream = sys.stderr if to_errors else sys.stdout
    if stream is not None:
        stream.write(f"{text}\n")


def flush_output() -> None:
    """Print what is still held back, so that a full disk or a closed pipe shows while there is somebody to tell."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop_output() -> None:
    """Point standard output nowhere, so that the interpreter's own flush at exit cannot fail once more."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def say_report(report: str) -> None:
    """Print a report, with the judge's own symbols spelt out where the stream has ASCII only."""
    from judge.report.text import spell_in_ascii  # noqa: PLC0415  # only where there is a report

    try:
        report.encode((sys.stdout and sys.stdout.encoding) or "utf-8", "surrogateescape")
    except UnicodeEncodeError:
        report = spell_in_ascii(report)
    say(report)


def color_wanted() -> bool:
    """Whether standard output is a terminal that shows colours, and nobody asked for none (https://no-color.org)."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that understands control sequences."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


class ProgressLine:
    """One line on standard error that says how far the work is, if that is a terminal; else nothing is shown."""

    def __init__(self) -> None:
        self._terminal = sys.stderr if is_terminal(sys.stderr) else None  # as it is now: hidden tests run with another
        self._shown_at = -1.0
        self._lock = threading.Lock()

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees it."""
        return self._terminal is not None

    def show(self, text: str) -> None:
        """Replace the line, unless it was replaced only just now, or something else is being printed."""
        now = time.monotonic()
        if self._terminal is not None and self._lock.acquire(blocking=False):
            try:
                if now - self._shown_at >= _SECONDS_BETWEEN_SHOWINGS:
                    self._shown_at = now
                    self._write(f"\r\x1b[2K{text}")
            finally:
                self._lock.release()

    def clear(self) -> None:
        """Wipe the line."""
        with self.aside():
            pass

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Wipe the line and keep it away while something else is printed."""
        with self._lock:
            if self._shown_at >= 0:
                self._shown_at = -1.0
                self._write("\r\x1b[2K")
            yield

    def _write(self, text: str) -> None:
        try:
            if self._terminal is not None:
                self._terminal.write(text)
                self._terminal.flush()
        except OSError:  # the terminal is gone, and with it whoever wanted to see this
            self._terminal = None


@contextlib.contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """A line that is wiped at the end."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()
