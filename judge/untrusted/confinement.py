"""Give up everything a submission has no need of, step by step, before it is there: the kernel's side of the sandbox.

What to give up is decided by the judge (`judge.sandbox`) and comes here as plain data. Steps run in a fixed order; one that
fails ends the process, so that nothing of a submission runs less contained than its report says.

`judge.untrusted.host` says which steps the host process runs once, and which each worker after its fork.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import stat

from judge.untrusted import kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SCRATCH = "/scratch"

# Flags of unshare(2).
_NEW_MOUNTS, _NEW_USER, _NEW_OTHERS = 0x0002_0000, 0x1000_0000, 0x0800_0000 | 0x0400_0000 | 0x2000_0000 | 0x4000_0000
# Flags of mount(2), umount2(2) and mount_setattr(2).
_NOSUID, _NODEV, _NOEXEC, _BIND, _RECURSIVE, _PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_DETACH = 2
_CURRENT_FOLDER, _ALL_BELOW, _READ_ONLY_NO_SUID = -100, 0x8000, 1 | 2
# Options of prctl(2), numbers of capabilities(7).
_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_KEEP_CAPABILITIES, _DROP_FROM_BOUNDING_SET = 1, 4, 8, 24
_SET_NO_NEW_PRIVILEGES, _AMBIENT, _AMBIENT_CLEAR_ALL = 38, 47, 4
_LAST_CAPABILITY, _DAC_READ_SEARCH = 63, 2
_CAPABILITY_VERSION = 0x2008_0522
# landlock(7): rights by the first ABI that has them.
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_MAKE_DEVICES_LINKS_SOCKETS = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11) | (1 << 12)
_EXECUTE, _REFER, _TRUNCATE, _WRITE_FILE, _DEVICE_IOCTL = 1, 1 << 13, 1 << 14, 1 << 1, 1 << 15
_TCP_RIGHTS, _SCOPES = 0b11, 0b11
_TCP_ABI, _SCOPES_ABI = 4, 6
# Operations and flags of seccomp(2).
_SET_MODE_FILTER, _FILTER_THREADS = 1, 1

_KILL = 9
_ORPHANED = 71


def die_with_parent(parent: int | None = None, number: int = _KILL) -> None:
    """Have the kernel send this process a signal when its parent dies.

    Args:
        parent: The process that must be the parent still, because it may have died before the kernel was told.
        number: Which signal.
    """
    kernel.prctl(_SET_PARENT_DEATH_SIGNAL, number)
    if parent is not None and os.getppid() != parent:
        os._exit(_ORPHANED)


def unshare_namespaces() -> None:
    """Leave the user, mount, pid, network, IPC and UTS namespaces; the pid namespace begins with the next child."""
    kernel.unshare(_NEW_USER | _NEW_MOUNTS | _NEW_OTHERS)
    _make_mounts_private()


def unshare_mounts() -> None:
    """Leave the mount namespace."""
    kernel.unshare(_NEW_MOUNTS)
    _make_mounts_private()


def _make_mounts_private() -> None:
    """Mounts made from here on are unseen by others, and theirs by us."""
    kernel.mount(None, "/", None, _RECURSIVE | _PRIVATE)


def make_private_root(folder: str, readable: Sequence[str]) -> None:
    """Change to a root folder in which only the readable paths exist, read-only, and a place for scratch folders.

    Args:
        folder: An empty folder to build in.
        readable: Absolute paths of files and folders; they appear under the same names.
    """
    kernel.mount("tmpfs", folder, "tmpfs", _NOSUID | _NODEV, "size=4m,mode=755")
    for path in readable:
        target = folder + path
        if stat.S_ISDIR(os.stat(path).st_mode):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
        kernel.mount(path, target, None, _BIND | _RECURSIVE)
        _make_read_only(target, _ALL_BELOW)
    os.mkdir(folder + SCRATCH)
    os.chdir(folder)
    # pivot_root(2): "pivot_root(".", ".")" stacks the old root on the new one, from where it is let go.
    kernel.call("pivot_root", b".", b".")
    kernel.unmount(".", _DETACH)
    os.chdir("/")
    _make_read_only("/", 0)


def _make_read_only(path: str, scope: int) -> None:
    attributes = kernel.MountAttributes(attr_set=_READ_ONLY_NO_SUID)
    size = ctypes.sizeof(attributes)
    kernel.call("mount_setattr", _CURRENT_FOLDER, path.encode(), scope, ctypes.byref(attributes), size)


def mount_scratch(size: int, files: int) -> None:
    """Make an empty writable folder of bounded size that only this process sees and that dies with it; go there."""
    kernel.unshare(_NEW_MOUNTS)
    options = f"size={size},nr_inodes={files},mode=700,uid={os.getuid()},gid={os.getgid()}"
    kernel.mount("tmpfs", SCRATCH, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)
    os.chdir(SCRATCH)


def limit_resources(ceilings: Sequence[tuple[int, int]]) -> None:
    """Set hard limits, setrlimit(2), never above those in force."""
    for kind, ceiling in ceilings:
        _, hard = resource.getrlimit(kind)
        limit = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (limit, limit))


def leave_groups() -> None:
    """Root's supplementary groups go before its id does: without the id nobody may leave them."""
    os.setgroups([])


def become(user: int, *, read_anything: bool) -> None:
    """Go from root to an unprivileged id, for good.

    Args:
        user: The id, for user and group.
        read_anything: Keep the one capability to read what the id has no permission for, where the interpreter lies in a
            folder of root's own. Landlock bounds it.
    """
    _empty_bounding_set()  # takes a right of root's
    if read_anything:
        kernel.prctl(_SET_KEEP_CAPABILITIES, 1)
    leave_groups()
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _set_capabilities(1 << _DAC_READ_SEARCH if read_anything else 0)


def drop_capabilities() -> None:
    """Give up every capability for good, capabilities(7)."""
    _empty_bounding_set()
    _set_capabilities(0)


def _empty_bounding_set() -> None:
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            kernel.prctl(_DROP_FROM_BOUNDING_SET, capability)
        except OSError as error:
            # This kernel has no such capability, nor any after it; or we have no right to drop, so there is nothing to use.
            if error.errno in {errno.EINVAL, errno.EPERM}:
                break
            raise


def _set_capabilities(word: int) -> None:
    kernel.prctl(_AMBIENT, _AMBIENT_CLEAR_ALL)
    header = kernel.CapabilityHeader(_CAPABILITY_VERSION, 0)
    sets = kernel.CapabilitySets((word, word, 0, 0, 0, 0))
    kernel.call("capset", ctypes.byref(header), ctypes.byref(sets))


def forbid_new_privileges() -> None:
    """No program this process might execute gains rights, and nobody may trace it."""
    kernel.prctl(_SET_NO_NEW_PRIVILEGES, 1)
    kernel.prctl(_SET_DUMPABLE, 0)


def restrict_files(readable: Sequence[str], writable: Sequence[str], abi: int) -> None:
    """Landlock, landlock(7): read below some paths, write below others, nothing else; no TCP, no signals or sockets out.

    Args:
        readable: Files and folders.
        writable: Folders.
        abi: The version of Landlock's interface to use; each knows more to forbid.
    """
    handled = sum(rights for since, rights in _RIGHTS.items() if since <= abi)
    ruleset = kernel.Ruleset(handled, _TCP_RIGHTS if abi >= _TCP_ABI else 0, _SCOPES if abi >= _SCOPES_ABI else 0)
    size = 8 if abi < _TCP_ABI else 16 if abi < _SCOPES_ABI else 24
    descriptor = kernel.call("landlock_create_ruleset", ctypes.byref(ruleset), size, 0)
    for path in readable:
        _allow(descriptor, path, handled, _READ_FILE | _READ_FOLDER)
    for path in writable:
        _allow(descriptor, path, handled, handled & ~(_EXECUTE | _MAKE_DEVICES_LINKS_SOCKETS | _DEVICE_IOCTL))
    # Writing to the null device is what programs expect of it.
    _allow(descriptor, "/dev/null", handled, _READ_FILE | _WRITE_FILE | _TRUNCATE)
    kernel.call("landlock_restrict_self", descriptor, 0)
    os.close(descriptor)


def _allow(ruleset: int, path: str, handled: int, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what cannot be named cannot be read either
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE | _EXECUTE | _DEVICE_IOCTL
    rule = kernel.PathRule(rights & handled, descriptor)
    kernel.call("landlock_add_rule", ruleset, 1, ctypes.byref(rule), 0)
    os.close(descriptor)


def filter_system_calls(template: bytes, gaps: Sequence[int]) -> None:
    """Install the seccomp filter, for all threads, with this process's id in its gaps."""
    program = bytearray(template)
    for gap in gaps:
        program[gap : gap + 4] = os.getpid().to_bytes(4, "little")
    buffer = (ctypes.c_char * len(program)).from_buffer(program)
    filter_ = kernel.Program(len(program) // 8, ctypes.addressof(buffer))
    kernel.call("seccomp", _SET_MODE_FILTER, _FILTER_THREADS, ctypes.byref(filter_))
