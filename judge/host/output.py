"""What a submission prints, kept up to a bound."""

from __future__ import annotations

from judge.model import Output


class OutputBuffer:
    """Standard output and standard error of one submission, over all its workers.

    Args:
        limit: Bytes kept of both together, and bytes that one worker may print.

    Attributes:
        exceeded: Whether the present worker printed more than the limit.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._streams = {"stdout": bytearray(), "stderr": bytearray()}
        self._room = limit
        self._truncated = False
        self._printed = 0
        self.exceeded = False

    def begin_worker(self) -> None:
        """Count from zero for a fresh worker; what is kept stays."""
        self._printed = 0
        self.exceeded = False

    def feed(self, stream: str, data: bytes) -> None:
        """Keep what still fits; remember that more came."""
        self._streams[stream] += data[: self._room]
        self._truncated |= len(data) > self._room
        self._room = max(self._room - len(data), 0)
        self._printed += len(data)
        self.exceeded = self._printed > self._limit

    def mark(self) -> tuple[bytes, bytes, int, bool]:
        """What was kept so far, to be restored if what is printed from here on is to count as never printed."""
        return bytes(self._streams["stdout"]), bytes(self._streams["stderr"]), self._room, self._truncated

    def restore(self, mark: tuple[bytes, bytes, int, bool]) -> None:
        """Go back to a mark."""
        stdout, stderr, self._room, self._truncated = mark
        self._streams = {"stdout": bytearray(stdout), "stderr": bytearray(stderr)}
        self.begin_worker()

    def text(self) -> Output:
        """What was kept, undecodable bytes escaped."""
        stdout, stderr = (
            bytes(self._streams[name]).decode("utf-8", "backslashreplace") for name in ("stdout", "stderr")
        )
        return Output(stdout, stderr, truncated=self._truncated)
