"""Each layer: whether it is in force, why not, and what an administrator could change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from judge.model import Isolation
from judge.sandbox.levels import LAYERS
from judge.sandbox.support import cgroup_problem, landlock_abi, landlock_problem, namespaces_advice, seccomp_problem


@dataclass(frozen=True, slots=True)
class LayerState:
    """One line of the table.

    Attributes:
        in_force: Whether workers are contained by it.
        detail: What of it is used, or the kernel's reason why it is not.
        advice: What an administrator could change; empty where there is nothing to do or to suggest.
    """

    name: str
    in_force: bool
    detail: str
    advice: str = ""


def describe_layers(isolation: Isolation, problem: str, without: Collection[str]) -> tuple[LayerState, ...]:
    """The table of layers, innermost first.

    Args:
        isolation: What a host says it has in force.
        problem: Why that host has no namespaces.
        without: Layers that were left out on request.
    """
    states = []
    for name in LAYERS:
        if name in isolation.layers:
            states.append(LayerState(name, True, _USES[name].format(abi=landlock_abi())))
        elif name in without:
            states.append(LayerState(name, False, "left out on request"))
        else:
            states.append(LayerState(name, False, *_reason(name, problem)))
    return (*states, _describe_cgroup())


_USES = {
    "rlimits": "address space, CPU time, file size, open files, threads, no core dumps",
    "seccomp": "system calls by an allow-list",
    "landlock": "files by path, TCP, signals and sockets as far as the kernel's ABI {abi} has them",
    "namespaces": "user, mount, pid, net, ipc and uts, with a private root",
}


def _reason(name: str, problem: str) -> tuple[str, str]:
    if name == "seccomp":
        return seccomp_problem(), ""
    if name == "landlock":
        return landlock_problem(), ""
    if name == "namespaces":
        return problem, namespaces_advice()
    return "", ""


def _describe_cgroup() -> LayerState:
    """Never in force: the judge does not divide cgroups yet. What could be had is said all the same."""
    return LayerState("cgroup v2", False, cgroup_problem() or "one is delegated, but the judge has no use for it yet")
