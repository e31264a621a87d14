"""Judge in the workers of a Dask cluster: any number, on any machines, that may come, go and die meanwhile."""

from __future__ import annotations

import logging
import re
import time
from concurrent.futures import Executor
from typing import Any, Final, Self, cast

from distributed import Client, WorkerPlugin

from judge.batch.parcel import pack_challenge
from judge.challenge import Challenge
from judge.errors import JudgeError, UsageError

_CONNECT_SECONDS: Final = 10
_SECONDS_BETWEEN_COUNTS: Final = 2.0


class DaskProcesses:
    """The workers of a cluster: see `judge.batch.executors.Processes`.

    Args:
        address: Of the scheduler, such as `tcp://10.0.0.1:8786`.

    Raises:
        UsageError: No scheduler answers there.
    """

    are_local = False

    def __init__(self, address: str) -> None:
        self._address = address
        if not re.search(r":\d+$", address):
            raise UsageError(f"{address} is no address of a Dask scheduler; write dask:tcp://HOST:PORT")
        logging.disable()  # Dask's own story of each worker that goes; what matters is raised, and said in one line
        try:
            connect: Any = Client  # which has no types
            self._client = connect(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"no Dask scheduler answers at {address}: {error}") from error
        self._count = 0
        self._counted_at = -_SECONDS_BETWEEN_COUNTS

    def count(self) -> int:
        """How many threads the workers have together; each worker should have one."""
        now = time.monotonic()
        if now - self._counted_at > _SECONDS_BETWEEN_COUNTS:
            self._counted_at = now
            self._count = sum(self._client.nthreads().values())
        return self._count

    def send(self, challenge: Challenge) -> None:
        """Have each worker get the challenge once, when it joins the cluster."""
        try:
            plugin = ReceivesChallenge(challenge.digest, pack_challenge(challenge))
            self._client.register_plugin(plugin, name=f"judge {challenge.digest}")
        except Exception as error:
            raise UsageError(f"a Dask worker cannot take {challenge.name}: {error}") from error

    def open(self) -> Executor:
        """An executor over the workers."""
        if self._client.status != "running":
            raise JudgeError(f"the Dask scheduler at {self._address} is gone; go on with --resume when there is one")
        # Without `pure=False`, Dask would take a task like an earlier one for that one.
        return cast("Executor", self._client.get_executor(pure=False))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Leave the cluster, which goes on."""
        self._client.close(timeout=_CONNECT_SECONDS)


class ReceivesChallenge(WorkerPlugin):
    """Run by Dask in each worker, before its first task: takes a challenge."""

    def __init__(self, digest: str, parcel: bytes) -> None:
        self._digest = digest
        self._parcel = parcel

    def setup(self, worker: Any) -> None:  # noqa: ANN401  # as Dask calls it
        """Unpack the challenge where tasks of this process find it, in the folder that Dask clears also behind the killed."""
        from judge.batch.tasks import receive_challenge  # noqa: PLC0415  # in the worker only

        receive_challenge(self._parcel, self._digest, worker.local_directory)
