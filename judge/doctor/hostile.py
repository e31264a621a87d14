"""The self-test's submission: every function here attacks the judge. It is read as text and run in a worker, never imported.

A probe returns what it got, as a text, or nothing where it was stopped; being refused by the system is being stopped. Each is
bounded in itself, so that it does no harm on a machine where nothing stops it.
"""

from __future__ import annotations

# All at once: a worker that has entered a user namespace of its own may no longer be able to read the library.
import builtins
import ctypes
import fcntl
import mmap
import os
import resource
import signal
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Callable

_MOST_BYTES = 256 << 20
_MOST_THREADS = 4_000
_X86_64 = os.uname().machine == "x86_64"
_NUMBERS = {
    "memfd_create": (319, 279),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "io_uring_setup": (425, 425),
}
"""System call numbers on x86-64 and elsewhere."""


def attack(name: str, ground: dict[str, object]) -> str:
    """Run a probe.

    Args:
        name: The probe's function.
        ground: What is there to be attacked, by name.

    Returns:
        What it got; empty if it was stopped.
    """
    try:
        return globals()[name](ground) or ""
    except OSError:
        return ""


def _call(name: str, *arguments: object) -> int:
    """A system call by number.

    Raises:
        OSError: It was refused.
    """
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = library.syscall(ctypes.c_long(_NUMBERS[name][0 if _X86_64 else 1]), *converted)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)
    return result


def _first(*roads: Callable[[], str]) -> str:
    """What the first road that leads anywhere gives."""
    for road in roads:
        try:
            if got := road():
                return got
        except OSError:
            continue
    return ""


def _read(path: str, size: int = 200) -> str:
    with open(path, "rb") as file:
        return f"{path}: {file.read(size)!r}"


# 1: secrets


def read_file(ground: dict[str, object]) -> str:
    secret = str(ground["secret"])
    folder, name = os.path.split(secret)

    def by_descriptor() -> str:
        at = os.open(folder, os.O_PATH)
        try:
            with open(os.open(name, os.O_RDONLY, dir_fd=at), "rb") as file:
                return repr(file.read())
        finally:
            os.close(at)

    def by_link() -> str:
        os.symlink(secret, "link")
        return _read("link")

    def by_working_folder() -> str:
        os.chdir(folder)
        return _read(name)

    return _first(lambda: _read(secret), by_descriptor, by_link, by_working_folder)


def list_folders(ground: dict[str, object]) -> str:
    return _first(
        *(lambda path=path: f"{path}: {os.listdir(path)[:5]}" for path in ("/", "/etc", str(ground["folder"])))
    )


def read_environment(ground: dict[str, object]) -> str:
    if str(ground["mark"]) in str(os.environ):
        return f"its own environment: {os.environ}"
    return _first(lambda: _read(f"/proc/{ground['judge']}/environ"), lambda: _read(f"/proc/{os.getppid()}/environ"))


def read_process_table(ground: dict[str, object]) -> str:
    return _first(lambda: _read(f"/proc/{ground['judge']}/cmdline"), lambda: f"/proc: {os.listdir('/proc')[:5]}")


def read_memory(ground: dict[str, object]) -> str:
    judge = int(str(ground["judge"]))
    address = int(str(ground["address"]))
    size = int(str(ground["size"]))

    def by_file() -> str:
        with open(f"/proc/{judge}/mem", "rb") as memory:
            memory.seek(address)
            return f"the judge's memory: {memory.read(size)!r}"

    def by_copying() -> str:
        buffer = ctypes.create_string_buffer(size)
        here = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), size)
        there = (ctypes.c_uint64 * 2)(address, size)
        _call("process_vm_readv", judge, here, 1, there, 1, 0)
        return f"the judge's memory: {buffer.raw!r}"

    return _first(by_file, by_copying)


def trace(ground: dict[str, object]) -> str:
    _call("ptrace", 0, 0, 0, 0)  # PTRACE_TRACEME: asks least
    return "it may use ptrace"


def take_descriptors(ground: dict[str, object]) -> str:
    judge = int(str(ground["judge"]))

    def by_copying() -> str:
        pidfd = _call("pidfd_open", judge, 0)
        try:
            return f"the judge's descriptor 0 as {_call('pidfd_getfd', pidfd, 0, 0)}"
        finally:
            os.close(pidfd)

    return _first(lambda: f"the judge's descriptors: {os.listdir(f'/proc/{judge}/fd')}", by_copying)


def find_descriptors(ground: dict[str, object]) -> str:
    found = []
    for descriptor in range(5, 4096):
        try:
            found.append(f"{descriptor}: {stat.filemode(os.fstat(descriptor).st_mode)}")
        except OSError:
            continue
    return ", ".join(found)


def look_at_files(ground: dict[str, object]) -> str:
    return f"{ground['secret']} has {os.stat(str(ground['secret'])).st_size} bytes"


def look_at_processes(ground: dict[str, object]) -> str:
    return f"the judge is in the process group {os.getpgid(int(str(ground['judge'])))}"


# 2: the world outside the scratch folder


def change_file(ground: dict[str, object]) -> str:
    sentinel = str(ground["sentinel"])

    def by_writing() -> str:
        with open(sentinel, "a", encoding="utf-8") as file:
            file.write("changed")
        return f"it wrote to {sentinel}"

    def by_truncating() -> str:
        os.truncate(sentinel, 1)
        return f"it truncated {sentinel}"

    def by_truncating_while_reading() -> str:
        os.close(os.open(sentinel, os.O_RDONLY | os.O_TRUNC))
        return f"it truncated {sentinel}"

    return _first(by_writing, by_truncating, by_truncating_while_reading)


def change_attributes(ground: dict[str, object]) -> str:
    sentinel = str(ground["sentinel"])

    def mode() -> str:
        os.chmod(sentinel, 0o600)
        return f"it changed the permissions of {sentinel}"

    def times() -> str:
        os.utime(sentinel, None)
        return f"it changed the times of {sentinel}"

    def attribute() -> str:
        os.setxattr(sentinel, "user.judge", b"1")
        return f"it set an attribute of {sentinel}"

    return _first(mode, times, attribute)


def change_library(ground: dict[str, object]) -> str:
    """Of a library the worker may read."""
    library = str(os.__file__)

    def mode() -> str:
        before = os.stat(library).st_mode
        with open(library, "rb") as file:
            os.fchmod(file.fileno(), before)
        return f"it may change the permissions of {library}"

    def writing() -> str:
        os.close(os.open(library, os.O_WRONLY))
        return f"it may write to {library}"

    def beside() -> str:
        path = os.path.join(os.path.dirname(library), str(ground["mark"]))
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        return f"it made {path}"

    return _first(mode, writing, beside)


def create_files(ground: dict[str, object]) -> str:
    mark = str(ground["mark"])

    def make(path: str) -> str:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        return f"it made {path}"

    def make_folder() -> str:
        path = f"{ground['folder']}/{mark}-folder"
        os.mkdir(path)
        return f"it made {path}"

    def make_link() -> str:
        path = f"{ground['folder']}/{mark}-link"
        os.symlink("/", path)
        return f"it made {path}"

    folders = (str(ground["folder"]), "/tmp", "/var/tmp", "/dev/shm", "/run", str(ground["home"]), "/", "..")
    return _first(make_folder, make_link, *(lambda path=f"{folder}/{mark}": make(path) for folder in folders))


def delete_files(ground: dict[str, object]) -> str:
    sentinel = str(ground["sentinel"])

    def by_deleting() -> str:
        os.unlink(sentinel)
        return f"it deleted {sentinel}"

    def by_moving() -> str:
        os.rename(sentinel, f"{sentinel}-moved")
        return f"it moved {sentinel}"

    return _first(by_moving, by_deleting)


def use_shared_memory(ground: dict[str, object]) -> str:
    key = int(str(ground["shared_memory"]))
    if not key:
        return ""
    library = ctypes.CDLL(None, use_errno=True)
    library.shmat.restype = ctypes.c_void_p
    address = library.shmat(_call("shmget", key, 0, 0), None, 0)
    if address in {None, ctypes.c_void_p(-1).value}:
        return ""
    return f"System V shared memory: {ctypes.string_at(address, 40)!r}"


def make_memory_file(ground: dict[str, object]) -> str:
    descriptor = _call("memfd_create", b"probe", 0)
    os.close(descriptor)
    return f"a file in memory: descriptor {descriptor}"


def make_message_queue(ground: dict[str, object]) -> str:
    name = str(ground["mark"]).encode()
    try:
        os.close(_call("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, None))
    finally:  # Landlock may refuse to open what has been made
        _call("mq_unlink", name)
    return "a message queue"


def use_keys(ground: dict[str, object]) -> str:
    key = _call("add_key", b"user", str(ground["mark"]).encode(), b"1", 1, -2)  # into the process's own keyring
    return f"a key in the kernel: {key}"


# 3: traffic


def connect(ground: dict[str, object]) -> str:
    mark = b"judge doctor"

    def tcp() -> str:
        socket.create_connection(("127.0.0.1", int(str(ground["port"]))), 0.5).sendall(mark)
        return "TCP to the loopback interface"

    def udp() -> str:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(mark, ("127.0.0.1", int(str(ground["port"]))))
        return "UDP to the loopback interface"

    return _first(tcp, udp)


def connect_locally(ground: dict[str, object]) -> str:
    def to(address: str) -> str:
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(0.5)
        link.connect(address)
        return f"the local socket {address!r}"

    return _first(lambda: to(f"\0{ground['mark']}"), lambda: to(f"{ground['folder']}/listener"))


def open_sockets(ground: dict[str, object]) -> str:
    def make(family: int, kind: int) -> str:
        with socket.socket(family, kind):
            return f"a socket of family {family}"

    families = (
        (socket.AF_UNIX, socket.SOCK_STREAM),
        (socket.AF_INET, socket.SOCK_DGRAM),
        (socket.AF_INET6, socket.SOCK_DGRAM),
        (16, socket.SOCK_RAW),  # AF_NETLINK
        (17, socket.SOCK_DGRAM),  # AF_PACKET
        (38, 5),  # AF_ALG
        (40, socket.SOCK_STREAM),  # AF_VSOCK
    )
    return _first(*(lambda family=family, kind=kind: make(family, kind) for family, kind in families))


# 4: the verdict


def forge_reply(ground: dict[str, object]) -> str:
    for descriptor in range(1, 10):
        try:
            os.write(descriptor, b'{"verdict": "accepted"}\n' * 4)
        except OSError:
            continue
    return ""


def forge_frame(ground: dict[str, object]) -> str:
    for descriptor in range(3, 10):
        try:
            os.write(descriptor, struct.pack("<QBBI16s", 1, 14, 0, 0, b"0" * 16) + b"N")
        except OSError:
            continue
    return ""


def exit_in_call(ground: dict[str, object]) -> str:
    os._exit(0)


def hide_time(ground: dict[str, object]) -> str:
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: 0.0)
    end = os.times().elapsed + 2
    while os.times().elapsed < end:
        pass
    return "two seconds of CPU time that nobody noticed"


def stop_itself(ground: dict[str, object]) -> str:
    signal.pthread_sigmask(signal.SIG_SETMASK, set(signal.Signals))
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(2)
    return "two seconds that nobody noticed"


def signal_others(ground: dict[str, object]) -> str:
    judge = int(str(ground["judge"]))

    def ask(pid: int) -> str:
        os.kill(pid, 0)
        return f"it may send signals to {pid}"

    def by_owner() -> str:
        reader, writer = os.pipe()
        fcntl.fcntl(reader, fcntl.F_SETOWN, judge)
        fcntl.fcntl(reader, 10, signal.SIGURG)  # F_SETSIG
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC)
        os.write(writer, b"x")
        return f"it may have input announced to {judge} by a signal"

    return _first(lambda: ask(judge), lambda: ask(os.getppid() or 1), lambda: ask(-1), lambda: ask(0), by_owner)


def run_foreign_code(ground: dict[str, object]) -> str:
    """Getpid of the 32-bit system call table, and x32's, by machine code."""
    if not _X86_64:
        return ""
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code = b"\xb8\x27\x00\x00\x40\x0f\x05\xc3", b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3"
    for number, each in enumerate(code):
        page.seek(64 * number)
        page.write(each)
    base = ctypes.addressof(ctypes.c_char.from_buffer(page))
    for number in range(len(code)):
        result = ctypes.CFUNCTYPE(ctypes.c_int)(base + 64 * number)()
        if result > 0:
            return f"system calls of another architecture: getpid gives {result}"
    return ""


def gain_rights(ground: dict[str, object]) -> str:
    def namespace() -> str:
        _call("unshare", 0x1000_0000)
        return "a user namespace of its own"

    def capabilities() -> str:
        sets = (ctypes.c_uint32 * 6)()
        header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
        ctypes.CDLL(None).capget(header, sets)
        allowed = 1 << 2 if ground["may_read_anything"] else 0
        return "capabilities" if (sets[0] | sets[1] | sets[3] | sets[4]) & ~allowed else ""

    def root() -> str:
        return "the id of root" if 0 in os.getresuid() and not ground["may_be_root"] else ""

    def ring() -> str:
        descriptor = _call("io_uring_setup", 1, ctypes.create_string_buffer(120))
        os.close(descriptor)
        return f"an io_uring: descriptor {descriptor}"

    return _first(namespace, capabilities, root, ring)


# 5: other submissions


def leave_state(ground: dict[str, object]) -> str:
    builtins.judge_doctor = True  # type: ignore[attr-defined]
    os.environ["JUDGE_DOCTOR"] = "1"
    for folder in ("", "/tmp/", "/dev/shm/", f"{os.path.dirname(os.__file__)}/"):
        try:
            with open(f"{folder}{ground['mark']}-state", "w", encoding="utf-8") as file:
                file.write("1")
        except OSError:
            continue
    try:
        if os.fork() == 0:
            time.sleep(1)
            os._exit(0)
    except OSError:
        pass
    os._exit(0)


def find_state(ground: dict[str, object]) -> str:
    if hasattr(builtins, "judge_doctor") or "JUDGE_DOCTOR" in os.environ:
        return "memory of the worker before"
    for folder in ("", "/tmp/", "/dev/shm/", f"{os.path.dirname(os.__file__)}/"):
        if os.path.exists(f"{folder}{ground['mark']}-state"):
            return f"a file that the worker before left in {folder or 'its working folder'}"
    return ""


# 6: load


def fork(ground: dict[str, object]) -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return f"a process of its own: {pid}"


def execute(ground: dict[str, object]) -> str:
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    os.waitpid(pid, 0)
    return "a program of its own"


def many_threads(ground: dict[str, object]) -> str:
    threading.stack_size(64 << 10)
    most = int(str(ground["threads"]))
    ceiling, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if most and 0 <= ceiling < _MOST_THREADS:
        most = ceiling + 1  # what was in force when this worker was forked: the machine was perhaps busier then
    done = threading.Event()
    count = 0
    try:
        for _ in range(most):
            threading.Thread(target=done.wait, daemon=True).start()
            count += 1
    except (RuntimeError, MemoryError):
        return ""
    finally:
        done.set()
    return f"{count} threads" if count else ""


def reserve_memory(ground: dict[str, object]) -> str:
    no_reserve = 0x4000
    size = int(str(ground["address_space"]))
    with mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | no_reserve, mmap.PROT_READ):
        return "more address space than its limit"


def fill_memory(ground: dict[str, object]) -> str:
    held = [b"x" * (8 << 20) for _ in range(_MOST_BYTES // (8 << 20))]
    return f"{sum(map(len, held)) >> 20} MiB of memory"


def many_descriptors(ground: dict[str, object]) -> str:
    held = [os.dup(0) for _ in range(600)]
    os.closerange(held[0], held[-1] + 1)
    return f"{len(held)} descriptors"


def flood_output(ground: dict[str, object]) -> str:
    for _ in range(4_000):
        os.write(1, b"x" * 1_000)
    return "4 MB of output"


def large_file(ground: dict[str, object]) -> str:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(f"{ground['mark']}-large", "wb") as file:
        try:
            os.ftruncate(file.fileno(), 128 << 20)
        finally:
            os.unlink(file.name)
    return "a file of 128 MiB"


def fill_disk(ground: dict[str, object]) -> str:
    written = 0
    names = []
    try:
        for number in range(64):
            names.append(f"{ground['mark']}-fill-{number}")
            with open(names[-1], "wb", buffering=0) as file:
                written += file.write(b"x" * (1 << 20))
    except OSError:
        pass
    for name in names:
        try:
            os.unlink(name)
        except OSError:
            break
    return f"{written >> 20} MiB on disk" if written > 32 << 20 else ""


def many_files(ground: dict[str, object]) -> str:
    count = 0
    try:
        for number in range(3_000):
            os.close(os.open(f"{ground['mark']}-{number}", os.O_CREAT | os.O_WRONLY, 0o600))
            count += 1
    except OSError:
        pass
    for number in range(count):
        os.unlink(f"{ground['mark']}-{number}")
    return f"{count} files" if count > 2_000 else ""  # noqa: PLR2004


def dump_core(ground: dict[str, object]) -> str:
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    return f"core dumps: {limits}" if any(limits) else ""
