"""The standard streams of a command: closed ones, full ones, and those that can print little more than ASCII."""

from __future__ import annotations

import contextlib
import os
import sys


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
