"""The executors that a batch may run over, by what is written after `--executor`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, cast

from judge.batch.pool import LocalPool, count_cores
from judge.errors import UsageError


@dataclass(frozen=True, slots=True)
class ExecutorChoice:
    """An executor to be opened.

    Attributes:
        open: Opens it; called again to replace a broken one.
        processes: How many processes it has.
        is_local: Whether they see this machine's files.
    """

    open: Callable[[], Executor]
    processes: int
    is_local: bool


def choose_executor(text: str) -> ExecutorChoice:
    """The executor that a text such as `local:4` or `dask:tcp://10.0.0.1:8786` means.

    Raises:
        UsageError: The text means none, or Dask is not installed or does not answer.
    """
    kind, _, rest = text.partition(":")
    if kind == "local":
        if rest and not (rest.isdecimal() and int(rest) > 0):
            raise UsageError(f"--executor {text}: write local, or local:N with a number of processes")
        processes = int(rest) if rest else count_cores()
        return ExecutorChoice(lambda: LocalPool(processes), processes, is_local=True)
    if kind == "dask" and rest:
        return _choose_dask(rest)
    raise UsageError(f"--executor {text}: there are local, local:N and dask:ADDRESS")


def _choose_dask(address: str) -> ExecutorChoice:
    try:
        from distributed import Client  # noqa: PLC0415  # an extra
    except ImportError:
        raise UsageError("--executor dask needs Dask: pip install 'judge[dask]'") from None
    try:
        connect: Any = Client  # without types
        client = connect(address, timeout="30s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {error}") from error
    # Judging is never the same twice to Dask: without `pure=False` it would take equal tasks for one.
    return ExecutorChoice(
        lambda: cast("Executor", client.get_executor(pure=False, retries=3)),
        max(1, sum(client.nthreads().values())),
        is_local=False,
    )
