"""The hostile probes: which promise each attacks, and which layers stop it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.model import Cause

SOURCE: Final = Path(__file__).with_name("hostile.py")
"""The submission that they are functions of."""

PROMISES: Final = {
    1: "Hidden tests, the reference, the judge's memory, environment and descriptors cannot be read.",
    2: "Nothing outside the scratch folder can be created, changed or deleted; nothing remains.",
    3: "No traffic leaves the worker.",
    4: "No verdict can be forged, delayed past the limits, or made to crash the judge.",
    5: "One submission cannot influence another's verdict.",
    6: "Memory, threads, descriptors, output, disk and time are bounded.",
}
"""What docs/security.md promises, in short."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One attack.

    Attributes:
        name: Its function in `hostile.py`.
        promise: Number of the promise that it attacks.
        stopped_by: Layers of which each alone stops it; none where the judge itself does.
        ends: The causes of which one must end its worker; none where it must live and have got nothing.
        needs: A layer without which this is not promised.
        is_slow: Whether it sleeps, and so needs a small limit of elapsed time.
    """

    name: str
    promise: int
    stopped_by: tuple[str, ...] = ()
    ends: tuple[Cause, ...] = ()
    needs: str = ""
    is_slow: bool = False


_FILES: Final = ("landlock", "namespaces")
_CALLS: Final = ("seccomp",)
_ONLY_LANDLOCK: Final = ("landlock",)
_ONLY_NAMESPACES: Final = ("namespaces",)
_RLIMITS: Final = ("rlimits",)

PROBES: Final = (
    Probe("read_file", 1, _FILES),
    Probe("list_folders", 1, _ONLY_LANDLOCK),
    Probe("read_environment", 1, _FILES),
    Probe("read_process_table", 1, _FILES),
    Probe("read_memory", 1, _FILES),
    Probe("take_descriptors", 1, _FILES),
    Probe("find_descriptors", 1),
    Probe("trace", 1, _CALLS),
    Probe("look_at_files", 1, _ONLY_NAMESPACES, needs="namespaces"),
    Probe("look_at_processes", 1, _ONLY_NAMESPACES, needs="namespaces"),
    Probe("change_file", 2, _FILES),
    Probe("change_attributes", 2, ("seccomp", "namespaces")),
    Probe("change_library", 2, ("seccomp", "namespaces")),
    Probe("create_files", 2, _FILES),
    Probe("delete_files", 2, _FILES),
    Probe("use_shared_memory", 2, ("seccomp", "namespaces")),
    Probe("make_memory_file", 2, _CALLS),
    Probe("make_message_queue", 2, ("seccomp", "landlock")),
    Probe("use_keys", 2, _CALLS),
    Probe("connect", 3, ("seccomp", "namespaces")),
    Probe("connect_locally", 3, ("seccomp", "namespaces")),
    Probe("open_sockets", 3, _CALLS),
    Probe("forge_reply", 4, ends=(Cause.PROTOCOL_VIOLATION, Cause.RETURNED_SIZE)),
    Probe("forge_frame", 4, ends=(Cause.PROTOCOL_VIOLATION,)),
    Probe("exit_in_call", 4, ends=(Cause.EXIT,)),
    Probe("hide_time", 4, ends=(Cause.CPU_TIME,)),
    Probe("signal_others", 4, _CALLS),
    Probe("run_foreign_code", 4, _CALLS, ends=(Cause.SIGNAL,)),
    Probe("gain_rights", 4, _CALLS),
    Probe("leave_state", 5, ends=(Cause.EXIT,)),
    Probe("find_state", 5, _FILES),
    Probe("fork", 6, _CALLS),
    Probe("execute", 6, ("seccomp", "landlock", "namespaces")),
    Probe("many_threads", 6, _RLIMITS, ends=(Cause.MEMORY,)),
    Probe("reserve_memory", 6, _RLIMITS),
    Probe("fill_memory", 6, ends=(Cause.MEMORY,)),
    Probe("many_descriptors", 6, _RLIMITS),
    Probe("flood_output", 6, ends=(Cause.OUTPUT,)),
    Probe("large_file", 6, _RLIMITS),
    Probe("fill_disk", 6, ("landlock", "namespaces")),
    Probe("many_files", 6, ("landlock", "namespaces")),
    Probe("dump_core", 6, _RLIMITS),
    Probe("stop_itself", 6, ends=(Cause.WALL_TIME,), is_slow=True),
)
