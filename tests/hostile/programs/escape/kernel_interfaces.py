"""Asks the kernel for the parts in which most of its holes were found: io_uring, bpf, userfaultfd, perf, keys, fanotify, and more.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import errno
import platform

NUMBERS = {
    "x86_64": {
        "bpf": (321, 5, bytes(128), 128),
        "perf_event_open": (298, b"\x01\0\0\0\x70\0\0\0" + bytes(104), 0, -1, -1, 0),
        "userfaultfd": (323, 1),
        "fanotify_init": (300, 0, 0),
        "inotify_init1": (294, 0),
        "name_to_handle_at": (303, -100, b".", bytes(128), bytes(8), 0),
        "open_by_handle_at": (304, -100, bytes(128), 0),
        "syslog": (103, 10, None, 0),
        "kexec_load": (246, 0, 0, None, 0xFFFF),
        "init_module": (175, None, 0, b""),
        "delete_module": (176, b"no_such_module", 0x800),
        "iopl": (172, 3),
        "ioperm": (173, 0x80, 1, 1),
        "modify_ldt": (154, 1, bytes(16), 16),
        "vmsplice": (278, 1, None, 0, 0),
        "migrate_pages": (256, 0, 0, None, None),
        "personality": (135, 0x0400000),
        "remap_file_pages": (216, 0, 0, 0, 0, 0),
        "sethostname": (170, b"x", -1),
    },
    "aarch64": {
        "bpf": (280, 5, bytes(128), 128),
        "userfaultfd": (282, 1),
        "fanotify_init": (262, 0, 0),
        "syslog": (116, 10, None, 0),
    },
}
EVERYWHERE = {
    "io_uring_setup": (425, 1, ctypes.create_string_buffer(120)),
    "memfd_secret": (447, 0),
    "process_madvise": (440, -1, None, 0, 0, 0),
    "pidfd_open": (434, 1, 0),
    "quotactl_fd": (443, -1, 0, 0, None),
    "landlock_create_ruleset": (444, None, 0, 1),
    "set_mempolicy_home_node": (450, 0, 0, 0, 0),
    "map_shadow_stack": (453, 0, 0, 0),
    "listmount": (458, None, None, 0, 0),
    "of a kernel to come": (999, 0),
}
NO = {errno.EPERM, errno.EACCES, errno.ENOSYS}
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
for name, (number, *arguments) in {**NUMBERS.get(platform.machine(), {}), **EVERYWHERE}.items():
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments)
    if result >= 0 or ctypes.get_errno() not in NO:
        print("ESCAPED to", name, result, errno.errorcode.get(ctypes.get_errno()), flush=True)


def double(n):
    return 2 * n
