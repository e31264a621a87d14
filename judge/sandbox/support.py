"""What this kernel offers, asked before it is relied on: so that a level is reported that can be kept.

Each function returns the kernel's reason in words, or an empty text where there is nothing in the way. What really holds is
another question, which `judge doctor` answers by trying.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path
from typing import Final

from judge.sandbox.seccomp import worker_filter

_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_VERSION: Final = 1
_SECCOMP_GET_ACTION_AVAILABLE: Final = 2
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277, "arm64": 277}
_KILL_PROCESS: Final = 0x8000_0000

_FILTERED: Final = "2"
"""A process under a seccomp filter of somebody else's, as in most containers."""

_CHANGE_IDS: Final = 1 << 6 | 1 << 7  # CAP_SETGID, CAP_SETUID: capabilities(7)

_USER_NAMESPACES: Final = (
    ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
    ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
)
"""Settings below /proc/sys that forbid user namespaces, the value that does so, and what an administrator could change."""


def landlock_abi() -> int:
    """The newest Landlock interface that this kernel has, 0 for none: landlock_create_ruleset(2)."""
    return max(_landlock_version(), 0)


def landlock_problem() -> str:
    """Why there is no Landlock."""
    if (version := _landlock_version()) > 0:
        return ""
    return {
        errno.ENOSYS: "the kernel has no Landlock; it comes with Linux 5.13",
        errno.EOPNOTSUPP: "the kernel has Landlock but it was not enabled at boot; add landlock to the lsm= parameter",
        errno.EPERM: "refused; a container whose seccomp profile does not know Landlock does that",
    }.get(-version, os.strerror(-version))


def seccomp_problem() -> str:
    """Why no system call filter can be installed."""
    machine = os.uname().machine
    if worker_filter(machine) is None:
        return f"the numbers of system calls on {machine} are not known to the judge"
    action = ctypes.c_uint32(_KILL_PROCESS)
    result = _call(_SECCOMP[machine], _SECCOMP_GET_ACTION_AVAILABLE, 0, ctypes.addressof(action))
    return "" if result == 0 else f"the kernel has no seccomp filters: {os.strerror(-result)}"


def namespaces_advice() -> str:
    """What an administrator could change so that user namespaces are allowed; empty where no setting forbids them."""
    for name, forbidding, mend in _USER_NAMESPACES:
        path = Path("/proc/sys", name)
        if path.is_file() and path.read_text("ascii").strip() == forbidding:
            return mend
    if _status("Seccomp") == _FILTERED:
        return "a container's seccomp profile that allows unshare, mount and pivot_root to this user"
    return ""


def cgroup_problem() -> str:
    """Why this process has no cgroup v2 of its own to divide, cgroups(7); empty where it has."""
    try:
        lines = Path("/proc/self/cgroup").read_text("ascii").splitlines()
    except OSError as error:
        return f"no cgroups: {error.strerror}"
    own = next((line.removeprefix("0::") for line in lines if line.startswith("0::")), None)
    if own is None:
        return "this process is in no cgroup v2"
    root = next((path for path in _cgroup_mounts() if (path / "cgroup.controllers").is_file()), None)
    if root is None:
        return "cgroup v2 is not mounted"
    folder = root / own.lstrip("/")
    try:
        controllers = (folder / "cgroup.controllers").read_text("ascii").split()
    except OSError as error:
        return f"{folder}: {error.strerror}"
    missing = [name for name in ("memory", "pids") if name not in controllers]
    if missing:
        return f"the controllers {' and '.join(missing)} are not delegated to {folder}"
    return "" if os.access(folder, os.W_OK) else f"{folder} is not delegated to this user"


def may_become(user: int) -> bool:
    """Whether this process, as root, can go on as another user; root of a container may lack the right, or the user."""
    rights = int(_status("CapEff") or "0", 16)
    if rights & _CHANGE_IDS != _CHANGE_IDS:
        return False
    try:
        groups = Path("/proc/self/setgroups").read_text("ascii").strip()
        maps = [Path(f"/proc/self/{name}").read_text("ascii") for name in ("uid_map", "gid_map")]
    except OSError:
        return False
    return groups == "allow" and all(_is_mapped(user, lines) for lines in maps)


def _is_mapped(user: int, lines: str) -> bool:
    """Whether an id exists in this user namespace, user_namespaces(7): each line is a first id, its outer one, a count."""
    ranges = (tuple(map(int, line.split())) for line in lines.splitlines())
    return any(first <= user < first + count for first, _, count in ranges)


def _cgroup_mounts() -> list[Path]:
    return [Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified")]


def _status(name: str) -> str:
    """A field of /proc/self/status, proc(5); empty where there is none."""
    try:
        status = Path("/proc/self/status").read_text("utf-8", "replace")
    except OSError:
        return ""
    return status.partition(f"\n{name}:")[2].partition("\n")[0].strip()


def _landlock_version() -> int:
    return _call(_LANDLOCK_CREATE_RULESET, 0, 0, _LANDLOCK_VERSION)


def _call(number: int, *arguments: int) -> int:
    """A system call's result, or its negative error number."""
    if sys.platform != "linux":
        return -errno.ENOSYS
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    result = library.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return -ctypes.get_errno() if result < 0 else int(result)
