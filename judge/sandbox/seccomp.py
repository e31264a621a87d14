"""The system calls a worker may make: a seccomp filter as a BPF program.

(seccomp(2), and Documentation/userspace-api/seccomp_filter.rst of Linux.)

An allow-list: what is not named here fails with EPERM, also calls that kernels will have in future. A call from a foreign
architecture, and x32's on x86-64, end the process, because their numbers mean other calls. `clone3` answers ENOSYS, so that
libc falls back to `clone`, whose flags can be examined: threads may be made, processes not. Signals go to the worker itself
only; its process id is not known before it exists, so the program has gaps for it.

We assemble the program ourselves: libseccomp's own bindings are not on PyPI, and sixty lines suffice.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Final

# struct sock_filter (include/uapi/linux/filter.h) and struct seccomp_data (include/uapi/linux/seccomp.h).
_INSTRUCTION: Final = struct.Struct("=HBBI")
_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JUMP_SET: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_AND: Final = 0x54  # BPF_ALU | BPF_AND | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_NUMBER_OFFSET: Final = 0
_ARCHITECTURE_OFFSET: Final = 4
_ARGUMENTS_OFFSET: Final = 16

_KILL_PROCESS: Final = 0x8000_0000
_ERRNO: Final = 0x0005_0000
_ALLOW: Final = 0x7FFF_0000
_EPERM: Final = 1
_ENOSYS: Final = 38

_CLONE_THREAD: Final = 0x0001_0000
_CLONE_NAMESPACES: Final = 0x7E02_0000  # CLONE_NEW*
_HUGE_PAGES: Final = 0x0004_0000  # MAP_HUGETLB: such pages do not count as resident memory
_TRUNCATE: Final = 0x200  # O_TRUNC: the first two ABIs of Landlock let it pass where reading is allowed
_X32_BIT: Final = 0x4000_0000
_OWN_PID: Final = 0x7FFF_FFFE
"""Stands for the worker's process id until `SeccompFilter.program` fills it in; no process id is that large."""


_Instructions = list[tuple[int, int, int, int]]

_PERMIT: Final = (_RETURN, 0, 0, _ALLOW)
_DENY: Final = (_RETURN, 0, 0, _ERRNO | _EPERM)


@dataclass(frozen=True, slots=True)
class Architecture:
    """What differs between machines: the audit number and the numbers of system calls.

    Attributes:
        audit: AUDIT_ARCH_* of include/uapi/linux/audit.h.
        numbers: System call numbers by name; a call the machine does not have is missing.
    """

    audit: int
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class SeccompFilter:
    """A filter with a gap for the worker's process id."""

    template: bytes
    gaps: tuple[int, ...]


def worker_filter(machine: str | None = None) -> SeccompFilter | None:
    """The filter for workers on this machine; None where its system call numbers are not known here.

    Args:
        machine: As uname(2) names it.
    """
    architecture = ARCHITECTURES.get(machine or os.uname().machine)
    return _assemble(architecture) if architecture else None


def _assemble(architecture: Architecture) -> SeccompFilter:
    numbers = architecture.numbers
    answers: dict[int, _Instructions] = {numbers[name]: [_PERMIT] for name in ALLOWED if name in numbers}
    for name, checks in EXAMINED.items():
        if name in numbers:
            answers[numbers[name]] = [*(instruction for check in checks for instruction in check), _DENY]
    answers[numbers["clone3"]] = [(_RETURN, 0, 0, _ERRNO | _ENOSYS)]
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_EQUAL, 1, 0, architecture.audit),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
        (_JUMP_SET, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _KILL_PROCESS),
        *_search(_ranges(answers)),
    ]
    gaps = tuple(
        index * _INSTRUCTION.size + 4
        for index, (code, _, _, operand) in enumerate(program)
        if code == _JUMP_EQUAL and operand == _OWN_PID
    )
    return SeccompFilter(b"".join(_INSTRUCTION.pack(*instruction) for instruction in program), gaps)


def _ranges(answers: dict[int, _Instructions]) -> list[tuple[int, _Instructions]]:
    """Where each range of numbers with the same answer begins; what has none is denied."""
    ranges: list[tuple[int, _Instructions]] = []
    for number in sorted({0, *answers, *(number + 1 for number in answers)}):
        answer = answers.get(number, [_DENY])
        if not ranges or ranges[-1][1] != answer:
            ranges.append((number, answer))
    return ranges


def _search(ranges: list[tuple[int, _Instructions]]) -> _Instructions:
    """A binary search: on loading a filter the kernel runs it for every number, and a plain list takes three times as long."""
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    return [(_JUMP_AT_LEAST, len(below), 0, ranges[middle][0]), *below, *above]


def _low(argument: int) -> int:
    """Offset of the low 32 bits of an argument; both our architectures are little-endian."""
    return _ARGUMENTS_OFFSET + 8 * argument


def _has_flag(argument: int, flag: int, *, without: int) -> _Instructions:
    """Allow if the argument has a flag set and none of some others; fall through otherwise."""
    return [(_LOAD, 0, 0, _low(argument)), (_JUMP_SET, 2, 0, without), (_JUMP_SET, 0, 1, flag), _PERMIT]


def _has_not(argument: int, flags: int) -> _Instructions:
    """Allow if the argument has none of these flags set; fall through otherwise."""
    return [(_LOAD, 0, 0, _low(argument)), (_JUMP_SET, 1, 0, flags), _PERMIT]


def _truncates_only_to_write(argument: int) -> _Instructions:
    """Allow flags of open(2) unless they truncate a file that is not opened for writing; fall through otherwise."""
    writing = [(_JUMP_EQUAL, 0, 1, os.O_WRONLY), _PERMIT, (_JUMP_EQUAL, 0, 1, os.O_RDWR)]
    return [*_has_not(argument, _TRUNCATE), (_AND, 0, 0, os.O_ACCMODE), *writing, _PERMIT]


def _is_one_of(argument: int, values: tuple[int, ...]) -> _Instructions:
    """Allow if the low 32 bits of the argument are one of the values; fall through otherwise."""
    checks: _Instructions = [(_LOAD, 0, 0, _low(argument))]
    for value in values:
        checks += [(_JUMP_EQUAL, 0, 1, value), _PERMIT]
    return checks


_TERMINAL_QUESTIONS: Final = (0x5401, 0x5413, 0x5421, 0x541B, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONBIO, FIONREAD, FIONCLEX, FIOCLEX: what `isatty` and `open` ask of a descriptor."""

_NAMES_OF_THREADS: Final = (15, 16, 0x53564D41)
"""PR_SET_NAME, PR_GET_NAME, PR_SET_VMA."""

_FILE_COMMANDS: Final = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
"""Of fcntl(2): F_DUPFD, descriptor and status flags, locks, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Not F_SETOWN and F_SETSIG, by which
the kernel sends any signal to any process of the same user; nor leases, nor larger pipes, of which each user has a quota."""

_ADVICE: Final = (0, 1, 2, 3, 4, 8, 14, 15, 16, 17)
"""Of madvise(2): how memory will be used, and that it is not. Not MADV_PAGEOUT, which would hide it from who counts it."""

EXAMINED: Final[dict[str, tuple[_Instructions, ...]]] = {
    "mmap": (_has_not(3, _HUGE_PAGES),),
    "open": (_truncates_only_to_write(1),),
    "openat": (_truncates_only_to_write(2),),
    "fcntl": (_is_one_of(1, _FILE_COMMANDS),),
    "madvise": (_is_one_of(2, _ADVICE),),
    "clone": (_has_flag(0, _CLONE_THREAD, without=_CLONE_NAMESPACES),),
    "kill": (_is_one_of(0, (_OWN_PID,)),),
    "tgkill": (_is_one_of(0, (_OWN_PID,)),),
    "rt_tgsigqueueinfo": (_is_one_of(0, (_OWN_PID,)),),
    "ioctl": (_is_one_of(1, _TERMINAL_QUESTIONS),),
    "prctl": (_is_one_of(0, _NAMES_OF_THREADS),),
    "prlimit64": (_is_one_of(0, (0, _OWN_PID)),),
}
"""Calls that depend on an argument: each check allows, and what no check allows is denied."""

ALLOWED: Final = tuple(
    """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range
    futex futex_waitv set_robust_list rseq membarrier sched_yield restart_syscall
    munmap mprotect mremap brk mincore msync
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
    exit exit_group getpid gettid getppid getuid geteuid getgid getegid getgroups getresuid getresgid
    getpgrp getpgid getsid getpriority getcpu sysinfo uname getrandom getrlimit setrlimit
    sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min
    stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir umask statfs fstatfs
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate
    fsync fdatasync flock fadvise64 sync_file_range
    copy_file_range sendfile
    dup dup2 dup3 pipe pipe2 poll ppoll select pselect6
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2 timerfd_create
    timerfd_settime timerfd_gettime alarm setitimer getitimer timer_create timer_settime timer_gettime timer_delete
    wait4 waitid arch_prctl set_tid_address capget
    """.split()  # noqa: SIM905  # a hundred quoted names would hide which
)
"""What Python, numpy and an ordinary program need.

Which files is Landlock's business, but it knows nothing of permissions, owners, times and attributes, nor in its first two ABIs
of truncate(2): calls that change these by path, or on a file that is only open for reading, are missing here.
"""

X86_64: Final = Architecture(
    0xC000_003E,
    dict(
        zip(
            """
            read write open close stat fstat lstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask
            rt_sigreturn ioctl pread64 pwrite64 readv writev access pipe select sched_yield mremap msync mincore madvise
            """.split(),  # noqa: SIM905  # in the order of their numbers
            range(29),
            strict=True,
        )
    )
    | {
        "dup": 32, "dup2": 33, "nanosleep": 35, "getitimer": 36, "alarm": 37, "setitimer": 38, "getpid": 39,
        "sendfile": 40, "clone": 56, "exit": 60, "wait4": 61, "kill": 62, "uname": 63, "fcntl": 72, "flock": 73,
        "fsync": 74, "fdatasync": 75, "ftruncate": 77, "getdents": 78, "getcwd": 79, "chdir": 80, "fchdir": 81,
        "rename": 82, "mkdir": 83, "rmdir": 84, "unlink": 87, "readlink": 89, "umask": 95, "gettimeofday": 96,
        "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104,
        "geteuid": 107, "getegid": 108, "getppid": 110, "getpgrp": 111, "getgroups": 115, "getresuid": 118,
        "getresgid": 120, "getpgid": 121, "getsid": 124, "capget": 125, "rt_sigpending": 127,
        "rt_sigtimedwait": 128, "rt_sigsuspend": 130, "sigaltstack": 131, "statfs": 137, "fstatfs": 138,
        "getpriority": 140, "sched_getparam": 143, "sched_getscheduler": 145, "sched_get_priority_max": 146,
        "sched_get_priority_min": 147, "prctl": 157, "arch_prctl": 158, "setrlimit": 160, "gettid": 186,
        "time": 201, "futex": 202, "sched_getaffinity": 204, "epoll_create": 213, "getdents64": 217,
        "set_tid_address": 218, "restart_syscall": 219, "fadvise64": 221, "timer_create": 222,
        "timer_settime": 223, "timer_gettime": 224, "timer_delete": 226, "clock_gettime": 228,
        "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "epoll_wait": 232, "epoll_ctl": 233,
        "tgkill": 234, "waitid": 247, "openat": 257, "mkdirat": 258, "newfstatat": 262, "unlinkat": 263,
        "renameat": 264, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "sync_file_range": 277, "epoll_pwait": 281, "timerfd_create": 283,
        "eventfd": 284, "fallocate": 285, "timerfd_settime": 286, "timerfd_gettime": 287, "eventfd2": 290,
        "epoll_create1": 291, "dup3": 292, "pipe2": 293, "preadv": 295, "pwritev": 296,
        "rt_tgsigqueueinfo": 297, "prlimit64": 302, "getcpu": 309, "renameat2": 316, "getrandom": 318,
        "membarrier": 324, "copy_file_range": 326, "preadv2": 327, "pwritev2": 328, "statx": 332, "rseq": 334,
        "clone3": 435, "close_range": 436, "faccessat2": 439, "epoll_pwait2": 441, "futex_waitv": 449,
    },
)  # fmt: skip
"""arch/x86/entry/syscalls/syscall_64.tbl"""

AARCH64: Final = Architecture(
    0xC000_00B7,
    {
        "getcwd": 17, "eventfd2": 19, "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22, "dup": 23, "dup3": 24,
        "fcntl": 25, "ioctl": 29, "flock": 32, "mkdirat": 34, "unlinkat": 35, "renameat": 38, "statfs": 43,
        "fstatfs": 44, "ftruncate": 46, "fallocate": 47, "faccessat": 48, "chdir": 49, "fchdir": 50,
        "openat": 56, "close": 57, "pipe2": 59, "getdents64": 61, "lseek": 62, "read": 63,
        "write": 64, "readv": 65, "writev": 66, "pread64": 67, "pwrite64": 68, "preadv": 69, "pwritev": 70,
        "sendfile": 71, "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79,
        "fstat": 80, "fsync": 82, "fdatasync": 83, "sync_file_range": 84, "timerfd_create": 85, "timerfd_settime": 86,
        "timerfd_gettime": 87, "capget": 90, "exit": 93, "exit_group": 94, "waitid": 95,
        "set_tid_address": 96, "futex": 98, "set_robust_list": 99, "nanosleep": 101,
        "getitimer": 102, "setitimer": 103, "timer_create": 107, "timer_gettime": 108, "timer_settime": 110,
        "timer_delete": 111, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
        "sched_getscheduler": 120, "sched_getparam": 121, "sched_getaffinity": 123, "sched_yield": 124,
        "sched_get_priority_max": 125, "sched_get_priority_min": 126, "restart_syscall": 128, "kill": 129,
        "tgkill": 131, "sigaltstack": 132, "rt_sigsuspend": 133, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigpending": 136, "rt_sigtimedwait": 137, "rt_sigreturn": 139, "getpriority": 141, "getresuid": 148,
        "getresgid": 150, "times": 153, "getpgid": 155, "getsid": 156, "getgroups": 158, "uname": 160,
        "getrlimit": 163, "setrlimit": 164, "getrusage": 165, "umask": 166, "prctl": 167, "getcpu": 168,
        "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176,
        "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "clone": 220,
        "mmap": 222, "fadvise64": 223, "mprotect": 226, "msync": 227, "mincore": 232, "madvise": 233,
        "rt_tgsigqueueinfo": 240, "wait4": 260, "prlimit64": 261, "renameat2": 276, "getrandom": 278,
        "membarrier": 283, "copy_file_range": 285, "preadv2": 286, "pwritev2": 287, "statx": 291, "rseq": 293,
        "clone3": 435, "close_range": 436, "faccessat2": 439, "epoll_pwait2": 441, "futex_waitv": 449,
    },
)  # fmt: skip
"""include/uapi/asm-generic/unistd.h"""

ARCHITECTURES: Final = {"x86_64": X86_64, "aarch64": AARCH64, "arm64": AARCH64}
