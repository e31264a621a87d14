"""Examine this machine: which layers there are, and what the probes get in a real worker."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from judge.doctor.ground import Ground
from judge.doctor.layers import LayerState, describe_layers
from judge.doctor.probes import PROBES, PROMISES, SOURCE, Probe
from judge.errors import WorkerStartError
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Failure, Raised, Returned
from judge.model import Isolation, Limits
from judge.sandbox.levels import is_enough
from judge.sandbox.policy import worker_user
from judge.sandbox.rlimits import contained_resource_limits, resource_limits

_LIMITS: Final = Limits(
    cpu_seconds_per_call=5.0,
    cpu_seconds=60.0,
    memory_bytes=128 << 20,
    output_bytes=256 << 10,
    returned_bytes=64 << 10,
)
_CPU_SECONDS: Final = {"hide_time": 0.2}
_SLOW_SECONDS: Final = 0.3
_MORE_THREADS: Final = 200
_MOST_THREADS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one probe.

    Attributes:
        held: Whether it was contained.
        promised: Whether it has to be, with the layers in force.
        got: What it got, or how it went otherwise than it should; empty if it was contained.
    """

    probe: Probe
    held: bool
    promised: bool
    got: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything `judge doctor` says.

    Attributes:
        traces: What was seen from outside although no probe told of it, by promise.
    """

    isolation: Isolation
    layers: tuple[LayerState, ...]
    findings: tuple[Finding, ...]
    traces: dict[int, list[str]]
    seconds: float

    @property
    def is_healthy(self) -> bool:
        """Whether isolation is at least `strong` and every promise holds."""
        return is_enough(self.isolation) and all(map(self.holds, PROMISES))

    def holds(self, promise: int) -> bool:
        """Whether a promise was kept by every probe that attacks it."""
        return not self.broken(promise)

    def broken(self, promise: int) -> list[str]:
        """What broke a promise, a line each."""
        found = [
            f"{each.probe.name}: {each.got}"
            for each in self.findings
            if each.probe.promise == promise and each.promised and not each.held
        ]
        return found + self.traces.get(promise, [])


def examine(without: Collection[str] = ()) -> Diagnosis:
    """Start a host as for any submission, and let the probes loose in its workers.

    Args:
        without: Layers of containment to leave out, for tests.

    Raises:
        WorkerStartError: No worker can be started on this machine.
    """
    started = time.monotonic()
    with Ground() as ground, Host(0, _LIMITS, [ground.folder], without) as host:
        isolation = host.isolation
        facts = ground.facts() | _limits_to_exceed(isolation)
        findings = [*_run(host, isolation, facts, is_slow=False), *_run(host, isolation, facts, is_slow=True)]
        layers = describe_layers(isolation, host.problem, without)
        return Diagnosis(isolation, layers, tuple(findings), ground.traces(), time.monotonic() - started)


def _run(host: Host, isolation: Isolation, facts: dict[str, object], *, is_slow: bool) -> Iterator[Finding]:
    limits = replace(_LIMITS, wall_seconds_per_call=_SLOW_SECONDS) if is_slow else _LIMITS
    source = SOURCE.read_bytes()
    candidate: Candidate | None = None
    try:
        for probe in PROBES:
            if probe.is_slow is not is_slow:
                continue
            if candidate is None:
                candidate = Candidate(source, SOURCE.name, "attack", limits, 0, host)
                if (failure := candidate.load()) is not None:
                    raise WorkerStartError(f"the self-test cannot be loaded: {failure.message}")
            observed = candidate.call((probe.name, facts), {}, cpu_seconds=_CPU_SECONDS.get(probe.name))
            got = _interpret(probe, observed)
            yield Finding(probe, not got, not probe.needs or probe.needs in isolation.layers, got)
            if isinstance(observed, Failure):  # what a worker did to itself is no matter for the next probe
                candidate.close()
                candidate = None
    finally:
        if candidate is not None:
            candidate.close()


def _interpret(probe: Probe, observed: Returned | Raised | Failure) -> str:
    """What a probe got, or what else went otherwise than it should; empty if it was contained.

    Only an answer that says so counts: a probe that fails for a reason of its own proves nothing.
    """
    if isinstance(observed, Failure):
        return "" if observed.cause in probe.ends else f"ended unexpectedly: {observed.message}"
    if isinstance(observed, Raised):
        return f"went wrong itself: {observed}"
    return observed.value if type(observed.value) is str else f"an answer was forged: {observed.value!r}"


def _limits_to_exceed(isolation: Isolation) -> dict[str, object]:
    ceilings = dict(resource_limits(_LIMITS))
    if "namespaces" in isolation.layers:
        ceilings.update(contained_resource_limits())
    threads = ceilings.get(resource.RLIMIT_NPROC, 0) + _MORE_THREADS
    return {
        "address_space": ceilings[resource.RLIMIT_AS] + (1 << 30),
        "threads": threads if threads < _MOST_THREADS else 0,  # a bound so high is not worth reaching
        "may_read_anything": worker_user() is not None and "namespaces" not in isolation.layers,
        "may_be_root": os.geteuid() == 0 and worker_user() is None,
    }
