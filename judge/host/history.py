"""What a worker has been asked, so that another worker can be brought to the same state.

That is needed where calls were made ahead which the property then does not make: see `judge.host.candidate`. What calls took
is kept too. A worker that needed long for them is not asked anything ahead any more, so that bringing another one to its state,
which is charged to nobody, can never cost much.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

from judge.host.foresight import ForeseenCalls
from judge.host.replies import Failure
from judge.host.worker import Worker
from judge.wire import codec, messages

_MOST_BYTES: Final = 4 << 20
_MOST_SECONDS: Final = 1.0
"""Encoded size, and elapsed time, of calls that can be repeated."""

_TIMES_AS_LONG: Final = 4
_LEAST_SECONDS: Final = 0.5
"""What repeating them may take, over what they took, and at least: whoever takes longer does so by intent."""


@dataclass(slots=True)
class History:
    """The calls of one worker.

    Attributes:
        output: What had been printed when it was started.
        requests: Arguments, encoded or not yet, flags and count of each call.
        is_whole: Whether all of them are there; those of a worker that was sent much, or took long, are not kept.
    """

    output: tuple[bytes, bytes, int, bool]
    requests: list[tuple[bytes | tuple[object, ...], int, int]] = field(default_factory=list)
    is_whole: bool = True
    _size: int = 0
    _seconds: float = 0.0

    def add(self, body: bytes | tuple[object, ...], flags: int, count: int, seconds: float) -> None:
        """Note a call, and how long it took."""
        self.requests.append((body, flags, count))
        self.weigh(len(body) if isinstance(body, bytes) else 0, seconds)

    def weigh(self, size: int, seconds: float) -> None:
        """Count what calls are worth: bytes to send, seconds to wait."""
        self._size += size
        self._seconds += seconds
        self.is_whole = self.is_whole and self._size <= _MOST_BYTES and self._seconds <= _MOST_SECONDS
        if not self.is_whole:
            self.requests.clear()

    def copy_to(self, other: History) -> None:
        """Have another worker's history begin with what it was made to repeat."""
        other.requests, other._size, other._seconds = self.requests, self._size, self._seconds

    @property
    def _patience(self) -> float:
        """How many seconds repeating them may take."""
        return max(_TIMES_AS_LONG * self._seconds, _LEAST_SECONDS)

    @property
    def can_be_repeated_at_once(self) -> bool:
        """Whether all calls are plain ones, which fit one message."""
        return not any(count or flags & messages.KEYWORDS for _, flags, count in self.requests)

    def repeat_at_once(self, worker: Worker) -> bool:
        """Have a worker do in one go what another one did before; False where that may have gone wrong."""
        if not self.requests:
            return True
        calls = [(codec.decode(body) if isinstance(body, bytes) else body, flags) for body, flags, _ in self.requests]
        worker.send_encoded(messages.CALLS, ForeseenCalls.of(calls, 0.0).body)
        reply = worker.receive(self._patience, self._patience)
        return not isinstance(reply, Failure) and reply.tag == messages.ANSWERS and worker.settle() is None

    def repeat_one_by_one(self, worker: Worker) -> Failure | None:
        """Have a worker do again what another one did before."""
        cpu_left, end = self._patience, time.monotonic() + self._patience
        for body, flags, count in self.requests:
            encoded = body if isinstance(body, bytes) else codec.encode(body)
            worker.send_encoded(messages.CALL, encoded, flags=flags, count=count)
            reply = worker.receive(max(cpu_left, 0.0), max(end - time.monotonic(), 0.0))
            cpu_left -= worker.waited_cpu_seconds
            if isinstance(reply, Failure):
                return reply
        return None
