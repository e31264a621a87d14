"""The kernel's containment calls that Python has no names for, by number through libc's syscall(2).

Each raises OSError with the call's name when the kernel refuses. Numbers and structures are those of the manual pages
named beside them; numbers from 424 on are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

_NUMBERS = {
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277},
}.get(os.uname().machine, {}) | {
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}


def call(name: str, *arguments: object) -> int:
    """Make a system call.

    Raises:
        OSError: The kernel refuses, or does not have the call; the file name of the error is the call's name.
    """
    number = _NUMBERS.get(name)
    if number is None:
        raise OSError(38, "not known on this architecture", name)
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *converted)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)
    return result


def _library_call(name: str, *arguments: object) -> int:
    result: int = getattr(_libc, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)
    return result


def prctl(option: int, *arguments: int) -> int:
    """Change something of this process; see its manual page."""
    padded = [*arguments, 0, 0, 0, 0][:4]
    return _library_call("prctl", option, *map(ctypes.c_ulong, padded))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; see its manual page."""
    _library_call("unshare", flags)


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount something; see its manual page."""
    texts = [None if text is None else text.encode() for text in (source, target, kind, data)]
    _library_call("mount", texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])


def unmount(target: str, flags: int) -> None:
    """Unmount something, umount2(2)."""
    _library_call("umount2", target.encode(), flags)


class MountAttributes(ctypes.Structure):
    """struct mount_attr of mount_setattr(2)."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


class Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr of landlock_create_ruleset(2); older kernels take a prefix of it."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("handled_access_fs", "handled_access_net", "scoped")]


class PathRule(ctypes.Structure):
    """struct landlock_path_beneath_attr of landlock_add_rule(2)."""

    _pack_ = 1
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


class Program(ctypes.Structure):
    """struct sock_fprog of seccomp(2)."""

    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class CapabilityHeader(ctypes.Structure):
    """struct __user_cap_header_struct of capset(2)."""

    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class CapabilitySets(ctypes.Structure):
    """Two struct __user_cap_data_struct of capset(2), 32 capabilities each."""

    _fields_ = [("words", ctypes.c_uint32 * 6)]
