"""The host: a clean process, started once by exec, from which workers are forked.

It enters the namespaces once, so that a contained worker costs a fork and a few system calls. It holds nothing worth stealing:
the standard library, the wire and this package. It never reads a byte from a submission; the judge alone talks to it, over a
socket on which descriptors can travel.

    judge to host     ("policy", policy)                   answered by ("contained", problem)
                      ("fork", rlimits) + 4 descriptors    answered by ("forked", pid) + a pidfd
                      ("reap", pid)                        answered by ("reaped", status, cpu_seconds)

`policy` is the dictionary that `judge.sandbox.policy` makes. `problem` is empty, or says why namespaces cannot be had; the host
then goes on without them, and the judge decides whether that will do.

Above the host there may be processes that only wait: with namespaces two, because entering a pid namespace takes a fork and
mapping ids takes a process outside; without them, where the judge is root, one, so that the host itself is not.
"""

from __future__ import annotations

import gc
import os
import signal
import socket

from judge.untrusted import confinement, worker
from judge.wire import codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

_MESSAGE_BYTES = 1 << 18
_FAILED = 70


def main(control: int) -> None:
    """Serve the judge at the other end of a socket until it closes.

    Args:
        control: Descriptor of a SOCK_SEQPACKET socket.
    """
    link = socket.socket(fileno=control)
    _, policy = _receive(link)[0]
    _end_with_judge(policy["folder"])
    problem = _enter_namespaces(policy) if policy["namespaces"] else ""
    contained = policy["namespaces"] and not problem
    if policy["user"] is not None and not contained:
        _leave_root(policy)
    _send(link, ("contained", problem))
    if policy["numpy"]:
        _import_numpy()
    gc.freeze()  # workers share these objects' memory with us; a collection would copy it
    while True:
        request, descriptors = _receive(link)
        if request is None:
            _leave(policy["folder"], 0)
        if request[0] == "fork":
            host = os.getpid()
            pid = os.fork()
            if pid == 0:
                link.detach()
                _run_worker(descriptors, policy, request[1], host, contained=contained)
            for descriptor in descriptors:
                os.close(descriptor)
            pidfd = os.pidfd_open(pid)
            _send(link, ("forked", pid), pidfd)
            os.close(pidfd)
        else:
            _send(link, _reap(request[1], contained=contained))


def _import_numpy() -> None:
    """Once for all workers to come; a submission that wants what cannot be imported meets the error itself."""
    try:
        import numpy.random  # noqa: F401, PLC0415
    except Exception:  # noqa: BLE001, S110  # whatever a broken installation raises
        pass


def _end_with_judge(folder: str) -> None:
    """Have the kernel tell us when the judge is killed, because then it cannot remove our folder."""
    signal.signal(signal.SIGTERM, lambda *_: _leave(folder, _FAILED))
    confinement.die_with_parent(number=signal.SIGTERM)


def _leave(folder: str, status: int) -> NoReturn:
    """Remove our folder and end. It is empty, or it stays; where it is not ours to remove, a process above us does."""
    try:
        os.rmdir(folder)
    except OSError:
        pass
    os._exit(status)


def _receive(link: socket.socket) -> tuple[Any, list[int]]:
    data, descriptors, _, _ = socket.recv_fds(link, _MESSAGE_BYTES, 4)
    return (codec.decode(data) if data else None), descriptors


def _send(link: socket.socket, message: tuple[object, ...], *descriptors: int) -> None:
    if descriptors:
        socket.send_fds(link, [codec.encode(message)], descriptors)
    else:
        link.send(codec.encode(message))


def _reap(pid: int, *, contained: bool) -> tuple[object, ...]:
    _, status, usage = os.wait4(pid, 0)
    if contained:
        # We are the first process of the namespace: whatever else lives in it was left by the worker.
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        while _reap_orphan():
            continue
    return "reaped", os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def _reap_orphan() -> bool:
    try:
        os.wait()
    except ChildProcessError:
        return False
    return True


def _run_worker(
    descriptors: list[int], policy: dict[str, Any], rlimits: list[tuple[int, int]], host: int, *, contained: bool
) -> None:
    """In the child: take its descriptors, give up everything else, and serve. Never returns."""
    commands, replies, stdout, stderr = descriptors
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.dup2(commands, 3)
        os.dup2(replies, 4)
        os.closerange(5, os.sysconf("SC_OPEN_MAX"))
        os.set_inheritable(3, False)
        os.set_inheritable(4, False)
        _confine(policy, rlimits, host, contained=contained)
        worker.main(3, 4, policy["returned_bytes"])
    except BaseException as error:  # noqa: BLE001  # nothing may return into the host's loop
        os.write(2, f"the worker cannot be contained: {type(error).__name__}: {error}\n".encode())
    os._exit(_FAILED)


def _confine(policy: dict[str, Any], rlimits: list[tuple[int, int]], host: int, *, contained: bool) -> None:
    """The steps in their order: each needs rights that a later one gives up."""
    if contained:
        confinement.mount_scratch(policy["scratch_bytes"], policy["scratch_files"])
    if policy["rlimits"]:
        confinement.limit_resources([*rlimits, *policy["contained_rlimits"]] if contained else rlimits)
    if contained or not policy["read_anything"]:
        confinement.drop_capabilities()
    os.environ["HOME"] = os.environ["TMPDIR"] = os.getcwd()
    confinement.die_with_parent(host)
    confinement.forbid_new_privileges()
    if policy["landlock"]:
        scratch = [confinement.SCRATCH] if contained else []
        confinement.restrict_files([*policy["readable"], os.getcwd()], scratch, policy["landlock"])
    if policy["seccomp"] is not None:
        confinement.filter_system_calls(*policy["seccomp"])


def _leave_root(policy: dict[str, Any]) -> None:
    """Go on in a child without root's rights; the calling process stays behind to remove the folder, which is root's."""
    os.chmod(".", 0o755)  # noqa: S103  # so that a worker may look at its own, empty working folder
    parent = os.getpid()
    child = os.fork()
    if child:
        _wait_for(child, policy["folder"])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    confinement.become(policy["user"], read_anything=policy["read_anything"])
    confinement.die_with_parent(parent)  # only now: the kernel forgets it when ids change


def _enter_namespaces(policy: dict[str, Any]) -> str:
    """Go on in a child inside new namespaces with a private root; or say why that cannot be.

    The calling process stays behind and waits for the child, and so does one between them, until the host is done.
    """
    told, tell = os.pipe()
    go, let_go = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(tell)
        os.close(go)
        problem = _map_ids(child, policy["outer_user"], told, let_go)
        if not problem:
            _wait_for(child, policy["folder"])
        os.waitpid(child, 0)
        return problem
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        confinement.die_with_parent(parent)
        os.close(told)
        os.close(let_go)
        if policy["user"] is not None:
            confinement.leave_groups()
            # Root builds the private root with its own rights, because the interpreter may lie where nobody else can go.
            confinement.unshare_mounts()
            confinement.make_private_root(policy["folder"], policy["readable"])
        confinement.unshare_namespaces()
        os.write(tell, b"map")
        if os.read(go, 1) != b"1":
            os._exit(_FAILED)
        user = policy["outer_user"]
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        confinement.die_with_parent(parent)  # again: the kernel forgets it when ids change
        os.close(go)
        inner = os.fork()
        if inner:
            os.close(tell)
            _wait_for(inner, policy["folder"])
        confinement.die_with_parent(0)  # a parent outside the pid namespace has no number in it
        if policy["user"] is None:
            confinement.make_private_root(policy["folder"], policy["readable"])
        os.write(tell, b"done")
        os.close(tell)
    except BaseException as error:  # noqa: BLE001  # told to the parent, which goes on without namespaces
        os.write(tell, f"!{type(error).__name__}: {error}".encode())
        os._exit(_FAILED)
    return ""


def _map_ids(child: int, user: int, told: int, let_go: int) -> str:
    """From outside: map one id of the child's user namespace, to itself; return what went wrong."""
    message = os.read(told, 1_000)
    if message == b"map":
        try:
            with open(f"/proc/{child}/setgroups", "w", encoding="ascii") as file:
                file.write("deny")
            for name in ("uid_map", "gid_map"):
                with open(f"/proc/{child}/{name}", "w", encoding="ascii") as file:
                    file.write(f"{user} {user} 1")
        except OSError as error:
            os.write(let_go, b"0")
            return f"ids cannot be mapped: {error}"
        os.write(let_go, b"1")
        message = os.read(told, 1_000)
    return "" if message == b"done" else message.decode(errors="replace").removeprefix("!") or "the process ended"


def _wait_for(child: int, folder: str) -> NoReturn:
    """Do nothing but end when the child ends."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    _leave(folder, code if code >= 0 else _FAILED)
