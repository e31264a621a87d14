"""The executors that a batch may run over, by what is written after `--executor`."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Protocol, Self

from judge.batch.pool import local_pool
from judge.challenge import Challenge
from judge.errors import UsageError
from judge.measure.process import usable_cores


class Processes(Protocol):
    """Processes that can judge, of whatever kind; all that a batch must know of them beside how an executor works."""

    @property
    def are_local(self) -> bool:
        """Whether they see this machine's files, so that a challenge need not be sent to them."""

    def count(self) -> int:
        """How many there are now; there may be more later."""

    def send(self, challenge: Challenge) -> None:
        """Have every process get a challenge, also those that are yet to come, before its first task."""

    def open(self) -> Executor:
        """An executor over them; called again when a broken one must be replaced.

        Raises:
            JudgeError: There can be none any more.
        """

    def __enter__(self) -> Self:
        """A context manager that lets go of them."""

    def __exit__(self, *exception: object) -> None: ...


class LocalProcesses:
    """Processes of this machine: see `Processes`."""

    are_local = True

    def __init__(self, count: int) -> None:
        self._count = count

    def count(self) -> int:
        """How many there are."""
        return self._count

    def send(self, challenge: Challenge) -> None:
        """Nothing: they read it where it is."""

    def open(self) -> Executor:
        """A new pool."""
        return local_pool(self._count)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing: they end with the pool."""


def find_processes(text: str) -> Processes:
    """The processes that a text such as `local:4` or `dask:tcp://10.0.0.1:8786` means.

    Raises:
        UsageError: The text means none, or Dask is not installed or does not answer.
    """
    kind, _, rest = text.partition(":")
    if kind == "local":
        if rest and not (rest.isascii() and rest.isdecimal() and int(rest) > 0):
            raise UsageError(f"--executor {text}: write local, or local:N with a number of processes from 1")
        return LocalProcesses(int(rest) if rest else len(usable_cores()))
    if kind == "dask" and rest:
        try:
            from judge.batch.dask import DaskProcesses  # noqa: PLC0415  # an extra
        except ImportError as error:
            raise UsageError(f"--executor {text}: {error}; install Dask: pip install 'judge[dask]'") from error
        return DaskProcesses(rest)
    raise UsageError(f"--executor {text}: there are local, local:N and dask:ADDRESS")
