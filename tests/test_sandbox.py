"""The layers one by one: what each is good for, that it fails closed, and that nothing of a worker or a host remains."""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

import judge
from judge.doctor.examine import examine
from judge.doctor.probes import PROBES, PROMISES
from judge.errors import JudgeError, WorkerStartError
from judge.host import host as host_module
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Returned
from judge.model import Limits
from judge.sandbox import readable, seccomp, support
from judge.sandbox.levels import LAYERS
from judge.sandbox.policy import host_policy
from judge.sandbox.rlimits import resource_limits

LIMITS = Limits(memory_bytes=128 << 20)
HONEST = b"def f(): return 1"
NOBODY = 65534
PACKAGE_ROOT = Path(judge.__file__).parents[1]

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF_0000, 0x8000_0000, 0x0005_0001, 0x0005_0026


def filter_answer(program: bytes, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What a BPF program answers to a system call: an interpreter of the few instructions that ours has."""
    data = struct.pack(
        "<iIQ6Q", number - (1 << 32 if number >> 31 else 0), architecture, 0, *(*arguments, *[0] * 6)[:6]
    )
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, operand = struct.unpack_from("=HBBI", program, 8 * at)
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, operand)
            case 0x54:
                accumulator &= operand
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x45:
                at += if_true if accumulator & operand else if_false
            case 0x06:
                return operand
            case _:
                pytest.fail(f"unknown instruction {code:#x}")


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request: pytest.FixtureRequest) -> str:
    """Each machine whose system calls are known."""
    return request.param


class TestFilter:
    """The system call filter, run in an interpreter: for both machines, on any machine."""

    OWN = 4711

    @pytest.fixture
    def answer(self, machine: str) -> Callable[..., int]:
        """The filter's answer to a call by name or number."""
        built = seccomp.worker_filter(machine)
        assert built is not None
        program = bytearray(built.template)
        for gap in built.gaps:
            program[gap : gap + 4] = self.OWN.to_bytes(4, "little")
        architecture = seccomp.ARCHITECTURES[machine]

        def ask(call: str | int, *arguments: int, audit: int = architecture.audit) -> int:
            number = call if isinstance(call, int) else architecture.numbers[call]
            return filter_answer(bytes(program), audit, number, arguments)

        return ask

    def test_what_is_allowed_is_allowed_and_nothing_else(self, machine: str, answer: Callable[..., int]) -> None:
        """Every number of the list is allowed, every other up to 600 is refused."""
        numbers = seccomp.ARCHITECTURES[machine].numbers
        allowed = {numbers[name] for name in seccomp.ALLOWED if name in numbers}
        examined = {numbers[name] for name in (*seccomp.EXAMINED, "clone3") if name in numbers}
        assert not allowed & examined
        for number in range(600):
            if number not in examined:
                assert answer(number) == (ALLOW if number in allowed else EPERM), number

    def test_every_number_has_one_name(self, machine: str) -> None:
        """No two calls of the table share a number, and every call of the table is used."""
        numbers = seccomp.ARCHITECTURES[machine].numbers
        assert len(set(numbers.values())) == len(numbers)
        assert set(numbers) <= {*seccomp.ALLOWED, *seccomp.EXAMINED, "clone3"}

    def test_every_name_exists(self) -> None:
        """Every call that is allowed is known on x86-64, which has them all."""
        assert {*seccomp.ALLOWED, *seccomp.EXAMINED} <= set(seccomp.X86_64.numbers)

    @pytest.mark.parametrize("audit", [0x4000_0003, 0x4000_0028, 0xC000_003E, 0xC000_00B7, 0])
    def test_a_foreign_architecture_is_killed(self, machine: str, answer: Callable[..., int], audit: int) -> None:
        """Whatever the number, also one that is allowed here."""
        if audit == seccomp.ARCHITECTURES[machine].audit:
            pytest.skip("its own")
        assert {answer(number, audit=audit) for number in range(450)} == {KILL}

    def test_x32_is_killed(self, answer: Callable[..., int]) -> None:
        """Calls of x32, and numbers that are negative."""
        assert {answer(0x4000_0000 | number) for number in range(600)} == {KILL}
        assert answer(0xFFFF_FFFF) == KILL

    def test_threads_but_no_processes(self, answer: Callable[..., int]) -> None:
        """Clone makes threads; never a process, a namespace, or both; clone3 is not there."""
        thread = 0x3D0F00  # what pthread_create(3) asks for
        assert answer("clone", thread) == ALLOW
        assert answer("clone", signal.SIGCHLD) == EPERM
        assert answer("clone", 0x4111) == EPERM  # CLONE_VFORK | CLONE_VM | SIGCHLD
        for bit in (17, 25, 26, 27, 28, 29, 30):
            assert answer("clone", thread | 1 << bit) == EPERM
        assert answer("clone3") == ENOSYS

    @pytest.mark.parametrize("call", ["kill", "tgkill", "rt_tgsigqueueinfo"])
    def test_signals_to_itself_only(self, answer: Callable[..., int], call: str) -> None:
        """Not to others, its group, everybody, or ids that are the same in 32 bits only by sign."""
        assert answer(call, self.OWN) == ALLOW
        for other in (0, 1, self.OWN + 1, (-1) % (1 << 64), (-self.OWN) % (1 << 64)):
            assert answer(call, other) == EPERM

    def test_limits_of_itself_only(self, answer: Callable[..., int]) -> None:
        """prlimit(2) knows other processes too."""
        assert answer("prlimit64", 0) == answer("prlimit64", self.OWN) == ALLOW
        assert answer("prlimit64", 1) == EPERM

    def test_no_truncation_while_reading(self, answer: Callable[..., int]) -> None:
        """A file may be emptied by opening it for writing only: the first ABIs of Landlock ask no more of it."""
        for flags in (
            os.O_RDONLY,
            os.O_WRONLY | os.O_TRUNC,
            os.O_RDWR | os.O_TRUNC | os.O_CREAT,
            os.O_RDONLY | os.O_CLOEXEC,
        ):
            assert answer("openat", 0, 0, flags) == ALLOW
        for flags in (os.O_RDONLY | os.O_TRUNC, os.O_TRUNC | 3):
            assert answer("openat", 0, 0, flags) == EPERM

    @pytest.mark.parametrize(
        ("call", "good", "bad"),
        [
            ("fcntl", (0, 2), (0, 8)),  # F_SETFD, F_SETOWN
            ("fcntl", (0, 1030), (0, 10)),  # F_DUPFD_CLOEXEC, F_SETSIG
            ("fcntl", (0, 4), (0, 1024)),  # F_SETFL, F_SETLEASE
            ("fcntl", (0, 3), (0, 15)),  # F_GETFL, F_SETOWN_EX
            ("mmap", (0, 0, 3, 0x22), (0, 0, 3, 0x40022)),  # MAP_HUGETLB
            ("madvise", (0, 0, 4), (0, 0, 21)),  # MADV_DONTNEED, MADV_PAGEOUT
            ("ioctl", (0, 0x5401), (0, 0x5412)),  # TCGETS, TIOCSTI
            ("prctl", (15,), (4,)),  # PR_SET_NAME, PR_SET_DUMPABLE
        ],
    )
    def test_arguments(
        self, answer: Callable[..., int], call: str, good: tuple[int, ...], bad: tuple[int, ...]
    ) -> None:
        """Calls that can do too much are allowed what programs need of them."""
        assert answer(call, *good) == ALLOW
        assert answer(call, *bad) == EPERM

    @pytest.mark.parametrize(
        "call",
        [
            "socket",
            "socketpair",
            "connect",
            "bind",
            "fork",
            "vfork",
            "execve",
            "execveat",
            "ptrace",
            "process_vm_readv",
            "pidfd_getfd",
            "memfd_create",
            "shmget",
            "shmat",
            "msgget",
            "semget",
            "mq_open",
            "keyctl",
            "add_key",
            "bpf",
            "io_uring_setup",
            "userfaultfd",
            "perf_event_open",
            "mount",
            "unshare",
            "setns",
            "chroot",
            "pivot_root",
            "setuid",
            "capset",
            "personality",
            "chmod",
            "fchmod",
            "fchmodat",
            "chown",
            "utimensat",
            "setxattr",
            "truncate",
            "mknod",
            "sched_setaffinity",
            "setpriority",
            "inotify_init1",
            "fanotify_init",
            "open_by_handle_at",
            "openat2",
            "process_madvise",
        ],
    )
    def test_no_mistake_in_the_list(self, call: str) -> None:
        """Calls that must never be in it, by name."""
        assert call not in seccomp.ALLOWED
        assert call not in seccomp.EXAMINED

    def test_a_machine_that_is_not_known_has_no_filter(self) -> None:
        """Rather none, which is reported, than one for other numbers."""
        assert seccomp.worker_filter("riscv64") is None


class TestReadablePaths:
    """What workers may read never holds a secret, wherever the environment, the challenges and the judge lie."""

    @pytest.fixture
    def layout(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
        """Pretend that site-packages is a folder, with two packages in it."""
        monkeypatch.setattr(readable, "_SYSTEM", ())
        monkeypatch.setattr(readable.site, "getsitepackages", list)
        monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "base"))
        monkeypatch.setattr(sys, "base_exec_prefix", str(tmp_path / "base"))
        (tmp_path / "base" / "lib" / "python").mkdir(parents=True)

        def set_up(sites: Path) -> Path:
            for name in ("numpy", "click"):
                (sites / name).mkdir(parents=True)
            paths = dict.fromkeys(("stdlib", "platstdlib"), str(tmp_path / "base" / "lib" / "python"))
            paths |= dict.fromkeys(("purelib", "platlib"), str(sites))
            monkeypatch.setattr(readable.sysconfig, "get_paths", lambda: paths)
            return sites

        return set_up

    def check(self, secrets: list[Path], *wanted: Path) -> None:
        """No readable path is, holds or lies in a secret; what is wanted is readable."""
        found = [Path(name) for name in readable.readable_paths(secrets)]
        for path in found:
            for secret in secrets:
                assert not secret.resolve().is_relative_to(path.resolve()), path
                assert not path.resolve().is_relative_to(secret.resolve()), path
        for path in wanted:
            assert any(path.is_relative_to(each) for each in found), (path, found)

    def test_an_environment_in_the_repository(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """Only what the environment itself holds is readable, not the repository around it."""
        sites = layout(tmp_path / "repository" / ".venv" / "lib" / "site-packages")
        secret = tmp_path / "repository" / "challenges" / "primes"
        secret.mkdir(parents=True)
        self.check([secret], sites / "numpy")
        assert str(tmp_path / "repository") not in readable.readable_paths([secret])

    def test_challenges_installed_in_site_packages(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """Their neighbours stay readable, on every level above them."""
        sites = layout(tmp_path / "site-packages")
        secrets = [sites / "course" / "challenges" / "primes", sites / "course" / "reference"]
        for secret in secrets:
            secret.mkdir(parents=True)
        (sites / "course" / "challenges" / "data").mkdir()
        self.check(secrets, sites / "numpy", sites / "course" / "challenges" / "data")

    def test_a_single_secret_file(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """A reference solution that lies beside packages."""
        sites = layout(tmp_path / "site-packages")
        (sites / "reference.py").touch()
        (sites / "six.py").touch()
        self.check([sites / "reference.py"], sites / "six.py")

    def test_a_secret_named_by_a_link(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """What is hidden is what a name leads to."""
        sites = layout(tmp_path / "site-packages")
        (sites / "course").mkdir()
        (tmp_path / "challenge").symlink_to(sites / "course")
        self.check([tmp_path / "challenge"], sites / "click")

    def test_an_environment_named_by_a_link(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """Both names of a library are readable, neither leads to the secret."""
        sites = layout(tmp_path / "real")
        (sites / "course").mkdir()
        (tmp_path / "alias").symlink_to(sites)
        readable.sysconfig.get_paths()["purelib"] = str(tmp_path / "alias")
        self.check([sites / "course"], sites / "numpy", tmp_path / "alias" / "numpy")

    def test_links_beside_a_secret(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """Links into a secret, above it, in a circle or nowhere are left out; others stay."""
        sites = layout(tmp_path / "site-packages")
        secret = sites / "course"
        (secret / "hidden").mkdir(parents=True)
        (tmp_path / "elsewhere").mkdir()
        for name, target in {
            "inside": secret / "hidden",
            "same": secret,
            "above": tmp_path,
            "circle": sites,
            "broken": tmp_path / "nothing",
            "good": tmp_path / "elsewhere",
        }.items():
            (sites / name).symlink_to(target)
        self.check([secret], sites / "numpy", sites / "good")
        names = {Path(path).name for path in readable.readable_paths([secret])}
        assert not names & {"inside", "same", "above", "circle", "broken"}

    def test_an_environment_inside_a_secret(self, tmp_path: Path, layout: Callable[[Path], Path]) -> None:
        """A challenge's folder that holds its author's environment: the libraries are readable, the challenge is not."""
        challenge = tmp_path / "challenge"
        sites = layout(challenge / ".venv" / "site-packages")
        found = [Path(path) for path in readable.readable_paths([challenge])]
        assert sites in found
        assert not any(challenge.is_relative_to(path) for path in found)

    def test_this_very_machine(self) -> None:
        """The repository's challenges and references, where the tests run."""
        secrets = [PACKAGE_ROOT / name for name in ("challenges", "reference", "tests")]
        self.check([secret for secret in secrets if secret.exists()], Path(os.__file__))


@functools.cache
def ordinary_user() -> tuple[dict[str, str], list[str]] | str:
    """How to run Python as a user without rights: environment and command; or why that cannot be.

    Root's own interpreter may lie where others may not go; then the system's does it, with copies of what it needs.
    """
    if os.geteuid() != 0:
        return {}, [sys.executable]
    folder = Path(tempfile.mkdtemp(prefix="judge-test-"))
    for name in ("judge", "click"):
        origin = Path(str(importlib.import_module(name).__file__)).parent
        shutil.copytree(origin, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/", "LC_ALL": "C.UTF-8"}
    for interpreter in (sys.executable, "/usr/bin/python3"):
        check = [interpreter, "-c", "import sys, click, judge.doctor.examine; sys.exit(sys.version_info < (3, 11))"]
        with contextlib.suppress(OSError):
            if _run_as_ordinary_user(check, environment).returncode == 0:
                return environment, [interpreter]
    shutil.rmtree(folder)
    return "no interpreter here can be run by an ordinary user"


def _run_as_ordinary_user(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    ids: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    env = environment or None
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, timeout=120, check=False, **ids)


@pytest.fixture(scope="session", autouse=True)
def _remove_copies() -> Iterator[None]:
    yield
    if ordinary_user.cache_info().currsize and not isinstance(found := ordinary_user(), str) and found[0]:
        shutil.rmtree(found[0]["PYTHONPATH"])


def diagnose(user: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `judge doctor` says as some user."""
    options = [
        "-m",
        "judge",
        "doctor",
        "--format",
        "json",
        *(word for layer in without for word in ("--without", layer)),
    ]
    if user == "root":
        done = subprocess.run([sys.executable, *options], capture_output=True, text=True, timeout=120, check=False)
    else:
        found = ordinary_user()
        if isinstance(found, str):
            pytest.skip(found)
        environment, command = found
        done = _run_as_ordinary_user([*command, *options], environment)
    assert done.returncode in {0, 1}, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(params=["root", "ordinary"])
def user(request: pytest.FixtureRequest) -> str:
    """Each kind of user that can be had here."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("not root")
    return request.param


class TestLayers:
    """Every probe gets through exactly where every layer that stops it is off."""

    GUARDED_BY_PERMISSIONS: ClassVar = {
        # An ordinary user's worker has its user's rights: to memory, environment, working folder; root's has nobody's.
        "root": {"read_environment", "read_memory", "take_descriptors", "large_file", "fill_disk", "many_files"},
        "ordinary": set[str](),
    }
    COMBINATIONS = (
        (),
        *((layer,) for layer in LAYERS),
        ("landlock", "namespaces"),
        ("seccomp", "namespaces"),
        ("seccomp", "landlock"),
        LAYERS,
    )

    @pytest.mark.parametrize("without", COMBINATIONS, ids=lambda names: "+".join(names) or "nothing")
    def test_what_each_is_good_for(self, user: str, without: tuple[str, ...]) -> None:
        """With a layer off what only it stops gets through, with it on it does not."""
        said = diagnose(user, without)
        in_force = {layer["name"] for layer in said["layers"] if layer["in_force"]}
        off = set(LAYERS) - in_force
        assert off >= set(without)
        contained = {probe["name"]: probe["contained"] for probe in said["probes"]}
        wrong = []
        for probe in PROBES:
            stopped = not probe.stopped_by or bool(set(probe.stopped_by) - off)
            if stopped and not contained[probe.name]:
                wrong.append(f"{probe.name} got through")
            # Permissions, a user's quota (of message queues, say) that something else has used up, and the filter that a
            # container puts around the judge itself, may stop some as well.
            others = probe.name in {*self.GUARDED_BY_PERMISSIONS[user], "change_library", "make_message_queue"}
            if not stopped and contained[probe.name] and not others and not is_filtered():
                wrong.append(f"{probe.name} was stopped")
        assert wrong == []

    @pytest.mark.parametrize("without", [(), ("namespaces",)], ids=["full", "strong"])
    def test_promises(self, user: str, without: tuple[str, ...]) -> None:
        """At both levels every promise holds, for root and for an ordinary user."""
        said = diagnose(user, without)
        assert [promise["broken"] for promise in said["promises"]] == [[]] * len(PROMISES)
        assert said["healthy"]

    def test_an_ordinary_user_has_namespaces(self) -> None:
        """Where the kernel allows them, not only root has them."""
        if support.namespaces_advice() or is_filtered():
            pytest.skip("this machine forbids them")
        assert diagnose("ordinary")["level"] == "full"

    @pytest.mark.parametrize("prelude", ["", "echo 0 > /proc/sys/user/max_user_namespaces; "], ids=["full", "strong"])
    def test_root_of_a_container(self, prelude: str) -> None:
        """Root that may not become anybody else, because its user namespace has no other ids, judges like an ordinary user."""
        unshare = shutil.which("unshare")
        inside = f'{prelude}exec "$0" -m judge doctor --format json'
        command = [str(unshare), "--user", "--map-root-user", "sh", "-c", inside, sys.executable]
        if unshare is None or subprocess.run([*command[:3], "true"], capture_output=True, check=False).returncode:
            pytest.skip("no user namespace can be made here")
        said = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout)
        assert said["level"] == ("strong" if prelude else "full")
        broken = {line.partition(":")[0] for promise in said["promises"] for line in promise["broken"]}
        assert broken <= ({"many_threads"} if os.geteuid() == 0 else set()), broken
        if prelude:
            advice = {layer["name"]: layer["advice"] for layer in said["layers"]}
            assert "max_user_namespaces" in advice["namespaces"]

    @pytest.mark.parametrize("abi", range(1, 7))
    def test_older_landlock(self, monkeypatch: pytest.MonkeyPatch, abi: int) -> None:
        """What an older kernel's Landlock does not know, the system call filter makes up for."""
        if support.landlock_abi() < abi:
            pytest.skip("newer than this kernel's")
        monkeypatch.setattr("judge.sandbox.policy.landlock_abi", lambda: abi)
        found = examine(["namespaces"])
        assert found.isolation.level == "strong"
        assert {number: found.broken(number) for number in PROMISES} == {number: [] for number in PROMISES}

    def test_a_kernel_without_landlock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Submissions are judged, at a level that says so."""
        monkeypatch.setattr("judge.sandbox.policy.landlock_abi", lambda: 0)
        with Host(0, LIMITS) as host, Candidate(HONEST, "s.py", "f", LIMITS, 0, host) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
            assert host.isolation.level == "basic"
            assert "landlock" not in host.isolation.layers

    def test_a_machine_without_a_filter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The same where system calls cannot be filtered."""
        monkeypatch.setattr("judge.sandbox.policy.seccomp_problem", lambda: "none")
        with Host(0, LIMITS) as host, Candidate(HONEST, "s.py", "f", LIMITS, 0, host) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
            assert host.isolation.level == "basic"


def is_filtered() -> bool:
    """Whether this process is under somebody else's filter, as in most containers."""
    return "\nSeccomp:\t2" in Path("/proc/self/status").read_text("utf-8")


@pytest.fixture(params=[(), ("namespaces",)], ids=["full", "strong"])
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """A host at each level."""
    with Host(0, LIMITS, [], request.param) as started:
        yield started


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


_LIMIT_NAMES = {
    resource.RLIMIT_AS: "Max address space",
    resource.RLIMIT_CPU: "Max cpu time",
    resource.RLIMIT_FSIZE: "Max file size",
    resource.RLIMIT_NOFILE: "Max open files",
    resource.RLIMIT_CORE: "Max core file size",
    resource.RLIMIT_SIGPENDING: "Max pending signals",
    resource.RLIMIT_NPROC: "Max processes",
}


def hard_limit(pid: int, kind: int) -> float:
    """From /proc: prlimit(2) of another user's process takes a right that root of a container may lack."""
    for line in Path(f"/proc/{pid}/limits").read_text("ascii").splitlines():
        if line.startswith(_LIMIT_NAMES[kind]):
            hard = line.removeprefix(_LIMIT_NAMES[kind]).split()[1]
            return float("inf") if hard == "unlimited" else int(hard)
    pytest.fail(f"no limit {kind}")


class TestWorker:
    """A worker as the kernel describes it."""

    @pytest.fixture
    def worker(self, host: Host) -> Iterator[int]:
        """The process id of a worker that waits for a call."""
        with Candidate(HONEST, "s.py", "f", LIMITS, 0, host) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
            assert candidate._worker is not None
            assert candidate._worker._forked is not None
            yield candidate._worker._forked.pid

    def test_rights(self, worker: int, host: Host) -> None:
        """No capability but perhaps the one to read, no new ones, no root, none of root's groups."""
        status = status_of(worker)
        rights = {int(status[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Amb")}
        assert rights <= ({0, 1 << 2} if host._policy["read_anything"] and host.problem == "" else {0})
        if "namespaces" in host.isolation.layers:
            assert rights == {0}
        assert status["NoNewPrivs"] == "1"
        assert status["Seccomp"] == "2"
        if os.geteuid() == 0:
            assert "0" not in status["Uid"].split() + status["Gid"].split()
            assert status["Groups"] == ""
            assert int(status["CapBnd"], 16) == 0

    def test_descriptors(self, worker: int) -> None:
        """The null device and four pipes."""
        assert names_in(Path(f"/proc/{worker}/fd")) == ["0", "1", "2", "3", "4"]
        assert str(Path(f"/proc/{worker}/fd/0").readlink()).endswith("/dev/null")
        assert all(str(Path(f"/proc/{worker}/fd/{number}").readlink()).startswith("pipe:") for number in range(1, 5))

    def test_limits(self, worker: int, host: Host) -> None:
        """Hard limits are as decided, or lower where they were."""
        for kind, ceiling in resource_limits(LIMITS):
            if kind != resource.RLIMIT_NPROC:  # depends on how many processes there were
                assert hard_limit(worker, kind) <= ceiling
        if "namespaces" in host.isolation.layers:
            assert hard_limit(worker, resource.RLIMIT_NPROC) <= 256

    def test_namespaces(self, worker: int, host: Host) -> None:
        """Its own of each kind, at level full; a session of its own at any level."""
        assert status_of(worker)["NSsid"].split()[-1] == status_of(worker)["NSpid"].split()[-1]
        if "namespaces" in host.isolation.layers:
            for kind in ("user", "mnt", "pid", "net", "ipc", "uts"):
                assert Path(f"/proc/{worker}/ns/{kind}").readlink() != Path(f"/proc/self/ns/{kind}").readlink()

    def test_mounts(self, worker: int, host: Host) -> None:
        """Read-only but for the scratch folder, and nothing set-uid."""
        if "namespaces" not in host.isolation.layers:
            pytest.skip("it sees the machine's own mounts")
        for line in Path(f"/proc/{worker}/mounts").read_text("utf-8").splitlines():
            _, place, _, options, *_ = line.split()
            assert "nosuid" in options.split(",")
            assert ("rw" in options.split(",")) == (place == "/scratch"), line

    def test_nobody_may_trace_it(self, worker: int) -> None:
        """Its files below /proc belong to root, as those of every process do that cannot be dumped."""
        assert Path(f"/proc/{worker}/environ").stat().st_uid == 0

    def test_the_host_is_not_root(self, worker: int) -> None:
        """Nor does it keep root's groups; what stays root above it only waits."""
        status = status_of(int(status_of(worker)["PPid"]))
        if os.geteuid() == 0:
            assert "0" not in status["Uid"].split() + status["Gid"].split()
            assert status["Groups"] == ""


class TestWorkingFolder:
    """A submission's own folder."""

    SOURCE = b"""
import os
def f(step):
    if step == "look":
        return os.getcwd() == os.environ["HOME"] == os.environ["TMPDIR"], os.listdir(".")
    with open("file", "w") as file:
        return file.write("text")
"""

    def test_it_is_there_and_empty(self, host: Host) -> None:
        """At every level a submission can look at its folder; at `full` it can write to it."""
        with Candidate(self.SOURCE, "s.py", "f", LIMITS, 0, host) as candidate:
            assert candidate.call(("look",), {}) == Returned((True, []), None)
            written = candidate.call(("write",), {})
            assert (written == Returned(4, None)) == ("namespaces" in host.isolation.layers)


class TestFailClosed:
    """A step that fails ends the worker, or falls back to a level that is reported; nothing runs less contained than that."""

    @pytest.fixture
    def start(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Host]]:
        """Start a host with a policy that is wrong in some place."""
        with contextlib.ExitStack() as hosts:

            def start(changes: dict[str, Any], *without: str) -> Host:
                def alter(*given: Any, **named: Any) -> dict[str, Any]:
                    return host_policy(*given, **named) | changes

                monkeypatch.setattr(host_module, "host_policy", alter)
                return hosts.enter_context(Host(0, LIMITS, [], without))

            yield start

    def call(self, host: Host) -> object:
        """What comes of a call in a worker of this host."""
        with Candidate(HONEST, "s.py", "f", LIMITS, 0, host) as candidate:
            return candidate.call((), {})

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"seccomp": (b"\xff" * 64, [])}, "seccomp"),
            ({"seccomp": (b"", [])}, "seccomp"),
            ({"landlock": -1}, "landlock_create_ruleset"),
            ({"landlock": "?"}, "TypeError"),
            ({"contained_rlimits": [(9_999, 1)]}, "invalid resource"),
            ({"scratch_bytes": -1}, "mount"),
            ({"scratch_files": "many"}, "mount"),
        ],
    )
    def test_a_step_of_the_worker(self, start: Callable[..., Host], changes: dict[str, Any], reason: str) -> None:
        """The worker ends before it is sent the submission, and says which step it was."""
        host = start(changes)
        if "namespaces" not in host.isolation.layers and not {"seccomp", "landlock"} & set(changes):
            pytest.skip("a step of namespaces")
        with pytest.raises(WorkerStartError, match=f"cannot be contained.*{reason}"):
            self.call(host)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"readable": ["/nothing/here"]}, "/nothing/here"),
            ({"folder": "/nothing/here"}, "mount"),
            ({"outer_user": -5}, "ids cannot be mapped"),
        ],
    )
    def test_a_step_of_the_namespaces(self, start: Callable[..., Host], changes: dict[str, Any], reason: str) -> None:
        """The host goes on without namespaces, and says why; workers are contained all the same."""
        host = start(changes)
        if support.namespaces_advice() or is_filtered():
            pytest.skip("there are no namespaces here")
        assert host.isolation.level == "strong"
        assert reason in host.problem
        assert host.problem
        if "readable" not in changes:
            assert self.call(host) == Returned(1, None)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has an id to give up")
    def test_an_id_that_cannot_be_had(self, start: Callable[..., Host]) -> None:
        """A host that cannot stop being root does not go on as root."""
        host = start({"user": 1 << 40}, "namespaces")
        with pytest.raises(WorkerStartError):
            self.call(host)

    def test_a_policy_that_makes_no_sense(self, start: Callable[..., Host]) -> None:
        """A host that does not understand its orders starts no worker."""
        host = start({"readable": None}, "namespaces")
        with pytest.raises(JudgeError):
            self.call(host)


_JUDGE = """
import sys
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.model import Limits
limits = Limits(wall_seconds_per_call=60)
host = Host(0, limits, [], sys.argv[1:])
candidate = Candidate(b"import time\\ndef f(): time.sleep(60)", "s.py", "f", limits, 0, host)
candidate.load()
print(host._folder, host._process.pid, candidate._worker._forked.pid, flush=True)
candidate.call((), {})
"""


def descendants(pid: int) -> set[int]:
    """Living descendants of a process."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text("utf-8", "replace").rpartition(")")[2].split()[:2]
            if state not in "ZX":
                children.setdefault(int(parent), []).append(int(path.parent.name))
    found: set[int] = set()
    todo = [pid]
    while todo:
        own = children.get(todo.pop(), [])
        found.update(own)
        todo += own
    return found


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] not in "ZX"
    return False


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


class TestEnds:
    """Nothing outlives the judge, however it ends."""

    @pytest.mark.parametrize("without", [(), ("namespaces",)], ids=["full", "strong"])
    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
    def test_a_judge_that_is_killed(self, without: tuple[str, ...], number: int) -> None:
        """Its host, its worker in the middle of a call, and its folder go with it."""
        command = [sys.executable, "-c", _JUDGE, *without]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            folder, *pids = process.stdout.readline().split()
            below = descendants(process.pid)
            assert set(map(int, pids)) <= below
            process.send_signal(number)
            process.wait()
            assert wait_until(lambda: not any(map(is_alive, below)))
            assert wait_until(lambda: not Path(folder).exists())

    def test_a_host_that_is_killed(self, host: Host) -> None:
        """Its worker goes with it, also one that has stopped itself; the judge says what happened."""
        source = b"import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSTOP)"
        limits = Limits(wall_seconds_per_call=0.2)
        with Candidate(source, "s.py", "f", limits, 0, host) as candidate:
            candidate.load()
            below = descendants(os.getpid())
            os.kill(host._process.pid, signal.SIGKILL)
            with pytest.raises(JudgeError, match="host"):  # at the next start of a worker
                all(candidate.call((), {}) for _ in range(3))
        assert wait_until(lambda: not any(map(is_alive, below & descendants(host._process.pid))))

    def test_nothing_remains(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
        """No process, folder, mount or descriptor of a host that is closed."""
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        without = () if "namespaces" in host.isolation.layers else ("namespaces",)
        mounts = Path("/proc/self/mountinfo").read_text("utf-8")
        descriptors = names_in(Path("/proc/self/fd"))
        processes = descendants(os.getpid())
        with Host(0, LIMITS, [], without) as second, Candidate(HONEST, "s.py", "f", LIMITS, 0, second) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
        assert wait_until(lambda: descendants(os.getpid()) <= processes)
        assert not list(tmp_path.iterdir())
        assert Path("/proc/self/mountinfo").read_text("utf-8") == mounts
        assert names_in(Path("/proc/self/fd")) == descriptors
