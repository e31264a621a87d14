"""Find out which calls each property makes, by watching it ask the reference in a worker of its own."""

from __future__ import annotations

from typing import Final

from judge.grading.solution import CallRecord
from judge.host.foresight import ForeseenCalls
from judge.wire import codec, messages

_LEAST_CALLS: Final = 4
"""Fewer gain nothing."""

_MOST_SECONDS_PER_CALL: Final = 0.001
"""Of the reference's CPU time: a round trip costs a tenth of it, so that longer calls gain little by being made ahead."""

_MOST_BYTES: Final = 256 << 10
"""Of one property's calls, encoded; long arguments are sent as fast one by one."""


class CallWatch:
    """Collects the calls of each property, up to the first that is none of the plain ones."""

    def __init__(self) -> None:
        self._calls: dict[str, _Calls] = {}

    def __call__(self, property_name: str, record: CallRecord) -> None:
        """Take note of a call."""
        self._calls.setdefault(property_name, _Calls()).add(record)

    def foreseen(self) -> dict[str, ForeseenCalls]:
        """What can be sent ahead, by property."""
        return {
            name: ForeseenCalls.of([(codec.decode(body), flags) for body, flags in calls.plain], calls.cpu_seconds)
            for name, calls in self._calls.items()
            if len(calls.plain) >= _LEAST_CALLS and calls.cpu_seconds <= _MOST_SECONDS_PER_CALL * len(calls.plain)
        }


class _Calls:
    """The first calls of one property."""

    def __init__(self) -> None:
        self.plain: list[tuple[bytes, int]] = []  # encoded at once: the test may change the arguments later
        self.cpu_seconds = 0.0
        self._size = 0
        self._is_open = True

    def add(self, record: CallRecord) -> None:
        if not self._is_open:
            return
        body = b"" if record.kwargs or record.count or record.is_timed else codec.encode(record.args)
        self._size += len(body)
        self._is_open = bool(body) and self._size <= _MOST_BYTES
        if self._is_open:
            self.plain.append((body, messages.KEEP if record.keeps_arguments else 0))
            self.cpu_seconds += record.cpu_seconds
