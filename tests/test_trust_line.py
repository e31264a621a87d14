"""What a worker finds around it, what it does not, and what is left of it afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import judge
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Raised, Returned
from judge.model import Limits
from judge.sandbox.scratch import make_scratch_folder, remove_scratch_folder

CandidateMaker = Callable[..., Candidate]
PACKAGE_ROOT = Path(judge.__file__).resolve().parents[1]


def answer(candidate: Candidate, *args: object) -> object:
    """What the candidate's function returns."""
    observed = candidate.call(args, {})
    assert isinstance(observed, Returned), observed
    return observed.value


class TestSurroundings:
    """A worker finds an interpreter and nothing of the judge's."""

    def test_only_the_untrusted_modules_and_the_wire_are_loaded(self, make_candidate: CandidateMaker) -> None:
        """Of our modules a worker has loaded only `judge`, `judge.wire` and `judge.untrusted`, after calls of every kind."""
        candidate = make_candidate(
            """
            import sys, numpy
            def f(what, more=None):
                if what == "raise":
                    raise ValueError
                return sorted(sys.modules)
            """
        )
        assert isinstance(candidate.call(("raise",), {}), Raised)
        assert isinstance(candidate.call((1,), {"more": np.arange(3)}, count=2, keep_arguments=True), Returned)
        modules = answer(candidate, "modules")
        ours = {name for name in modules if name.split(".")[0] == "judge"}
        assert {"judge", "judge.wire.codec", "judge.untrusted.worker"} <= ours
        assert not [name for name in ours if name != "judge" and name.split(".")[1] not in {"wire", "untrusted"}]
        assert not {"hypothesis", "pytest", "_pytest", "challenges", "reference"} & {
            name.split(".")[0] for name in modules
        }

    def test_the_judges_folder_is_not_on_the_path(self, make_candidate: CandidateMaker) -> None:
        """Neither the judge's folder nor the current one is on a worker's `sys.path`; the site-packages are."""
        path = answer(make_candidate("import sys\ndef f(): return sys.path, sys.argv"))
        assert isinstance(path, tuple)
        entries, arguments = path
        assert "" not in entries
        assert "." not in entries
        assert str(PACKAGE_ROOT) not in entries or "site-packages" in str(PACKAGE_ROOT)
        assert any("site-packages" in entry for entry in entries)
        assert arguments == [""]

    def test_the_environment_holds_only_what_python_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing of the judge's environment is in a worker's."""
        monkeypatch.setenv("SECRET_OF_THE_JUDGE", "secret")
        monkeypatch.setenv("PYTHONPATH", str(PACKAGE_ROOT))
        with Candidate(
            b"import os\ndef f(): return dict(os.environ), os.getcwd()", "s.py", "f", Limits(), 0
        ) as candidate:
            environment, folder = answer(candidate)
        assert environment.pop("HOME") == environment.pop("TMPDIR") == folder
        assert sorted(environment) == [
            "LC_ALL",
            "MKL_NUM_THREADS",
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "PYTHONHASHSEED",
            "PYTHONIOENCODING",
        ]

    def test_five_descriptors_are_open(self, make_candidate: CandidateMaker) -> None:
        """A worker has its standard streams and its two pipes, and no other descriptor."""
        kinds = answer(
            make_candidate(
                """
                import os, stat
                def f():
                    kinds = {}
                    for descriptor in range(4096):
                        try:
                            mode = os.fstat(descriptor).st_mode
                        except OSError:
                            continue
                        kinds[descriptor] = "pipe" if stat.S_ISFIFO(mode) else "device" if stat.S_ISCHR(mode) else oct(mode)
                    return kinds
                """
            )
        )
        assert kinds == {0: "device", 1: "pipe", 2: "pipe", 3: "pipe", 4: "pipe"}

    def test_a_descriptor_that_the_judge_leaves_inheritable_does_not_reach_the_worker(self, tmp_path: Path) -> None:
        """A file that the judge has open, and even inheritable, is not open in a worker."""
        with (tmp_path / "secret").open("w") as secret:
            os.set_inheritable(secret.fileno(), True)
            source = f"import os\ndef f(): return os.fstat({secret.fileno()}).st_ino"
            with Candidate(source.encode(), "s.py", "f", Limits(), 0) as candidate:
                observed = candidate.call((), {})
            if isinstance(observed, Returned):  # a descriptor of that number may be one of the worker's own
                assert observed.value != os.fstat(secret.fileno()).st_ino

    def test_standard_input_is_at_its_end(self, make_candidate: CandidateMaker) -> None:
        """Standard input is at its end: `input()` raises EOFError at once."""
        candidate = make_candidate("import sys\nassert sys.stdin.read() == ''\ndef f(): return input()")
        observed = candidate.call((), {})
        assert isinstance(observed, Raised)
        assert observed.builtin_name == "EOFError"

    def test_the_worker_leads_a_session_of_its_own(self, make_candidate: CandidateMaker) -> None:
        """A worker leads a session and a process group of its own."""
        pid, session, group = answer(
            make_candidate("import os\ndef f(): return os.getpid(), os.getsid(0), os.getpgid(0)")
        )
        assert pid == session == group

    def test_the_working_folder_is_private_and_empty(self, make_candidate: CandidateMaker) -> None:
        """Every worker begins in an empty working folder, whatever the one before it left in its own."""
        candidate = make_candidate(
            """
            import os
            def f(die=False):
                found = os.listdir(), os.listdir(os.environ["TMPDIR"])
                try:
                    with open("left behind", "w") as file:
                        file.write("text")
                except OSError:
                    pass
                if die:
                    os._exit(0)
                return found
            """
        )
        assert answer(candidate) == ([], [])
        candidate.call((True,), {})
        assert answer(candidate) == ([], [])


RANDOM = """
import random, numpy
def f():
    return random.random(), random.sample(range(100), 5), hash("text"), float(numpy.random.random())
"""


class TestSeeds:
    """The seed decides what is random in a worker."""

    def test_the_same_seed_gives_the_same_random_numbers(self, make_candidate: CandidateMaker) -> None:
        """The same seed gives the same numbers from `random`, `numpy.random` and `hash`, in every worker."""
        one, other = (make_candidate(RANDOM, seed=7) for _ in range(2))
        first = answer(one), answer(one)
        assert first == (answer(other), answer(other))
        assert first[0] != first[1]

    def test_another_seed_gives_others(self, make_candidate: CandidateMaker) -> None:
        """Another seed gives others, each of them."""
        one, other = (answer(make_candidate(RANDOM, seed=seed)) for seed in (7, 8))
        assert not [pair for pair in zip(one, other, strict=True) if pair[0] == pair[1]]

    @pytest.mark.parametrize("seed", [0, -1, 2**32, 2**64 + 5])
    def test_any_int_is_a_seed(self, make_candidate: CandidateMaker, seed: int) -> None:
        """Any int is a seed, however large or negative."""
        assert answer(make_candidate(RANDOM, seed=seed)) == answer(make_candidate(RANDOM, seed=seed))


class TestEnds:
    """Nothing of a worker outlives it."""

    def test_a_child_that_ignores_signals_ends_with_the_worker(self, is_running: Callable[[int], bool]) -> None:
        """Where nothing keeps a submission from forking, a child that ignores every signal ends with the worker."""
        source = """
import os, signal, time
def f():
    child = os.fork()
    if not child:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(60)
    return child
"""
        with Host(0, Limits(), without={"seccomp", "namespaces"}) as host:
            candidate = Candidate(source.encode(), "s.py", "f", Limits(), 0, host)
            child = answer(candidate)
            assert isinstance(child, int)
            assert is_running(child)
            candidate.close()
            deadline = time.monotonic() + 10
            while is_running(child) and time.monotonic() < deadline:
                time.sleep(0.005)
            assert not is_running(child)

    def test_a_grandchild_in_a_session_of_its_own_ends_with_the_worker(self) -> None:
        """With namespaces, even a grandchild that left the worker's session has ended when the worker is ended."""
        source = """
import os, time
def f():
    told, tell = os.pipe()
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.write(tell, b"1")
            while True:
                time.sleep(60)
        os._exit(0)
    return os.read(told, 1)
"""
        with Host(0, Limits(), without={"seccomp"}) as host:
            if "namespaces" not in host.isolation.layers:
                pytest.skip("this machine allows no namespaces")
            candidate = Candidate(source.encode(), "s.py", "f", Limits(), 0, host)
            assert answer(candidate) == b"1"
            assert candidate._worker is not None
            inside = processes_beside(candidate._worker._attach().pid)
            assert len(inside) >= 3  # the host itself, the worker, the grandchild
            candidate.close()
            left = [pid for pid in inside if Path(f"/proc/{pid}").exists()]
            assert len(left) == 1  # the host, which serves the next worker

    def test_worker_and_host_die_with_the_judge(self, is_running: Callable[[int], bool], tmp_path: Path) -> None:
        """When the judge's process is killed, its workers and their host are killed too, also in the middle of a call."""
        program = """
from judge.host.candidate import Candidate
from judge.model import Limits
source = b"import time\\ndef f():\\n    while True: time.sleep(60)\\n"
candidate = Candidate(source, "s.py", "f", Limits(), 0)
candidate.load()
print(candidate._worker._attach().pid, candidate._host._process.pid, flush=True)
candidate.call((), {})
"""
        judge_process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(PACKAGE_ROOT), "TMPDIR": str(tmp_path)},
        )
        with judge_process, contextlib.ExitStack() as cleanup:
            cleanup.callback(judge_process.kill)
            assert judge_process.stdout is not None
            started = [int(pid) for pid in judge_process.stdout.readline().split()]
            assert len(started) == 2
            assert all(map(is_running, started))
            judge_process.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while any(map(is_running, started)) and time.monotonic() < deadline:
            time.sleep(0.005)
        assert not any(map(is_running, started))

    def test_no_folder_stays(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The folder that was made for a worker is gone when the candidate is closed, also after it was killed."""
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        source = b"import os\ndef f(): open('file', 'w').close(); os.mkdir('folder'); os._exit(0)"
        with Candidate(source, "s.py", "f", Limits(), 0) as candidate:
            candidate.call((), {})
            candidate.call((), {})
            assert list(tmp_path.iterdir())
        assert not list(tmp_path.iterdir())


def processes_beside(pid: int) -> list[int]:
    """The processes in the pid namespace of a process."""
    namespace = Path(f"/proc/{pid}/ns/pid").readlink()
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and (entry / "ns/pid").readlink() == namespace:
                found.append(int(entry.name))
    return found


class TestScratchFolder:
    """Whatever a submission leaves in a scratch folder, it is removed, and nothing else is."""

    def test_a_folder_deeper_than_recursion_goes_is_removed(self) -> None:
        """Folders nested deeper than the interpreter recurses, and than a path can name, are removed."""
        folder = make_scratch_folder()
        here = Path.cwd()
        try:
            os.chdir(folder)
            for _ in range(3_000):
                Path("deeper").mkdir()
                os.chdir("deeper")
        finally:
            os.chdir(here)
        remove_scratch_folder(folder)
        assert not Path(folder).exists()

    def test_folders_without_permissions_are_removed(self) -> None:
        """Folders from which all permissions were taken are removed with what is in them."""
        folder = Path(make_scratch_folder())
        (folder / "a/b/c").mkdir(parents=True)
        (folder / "a/b/c/file").write_text("text")
        for part in ("a/b/c/file", "a/b/c", "a/b", "a"):
            (folder / part).chmod(0)
        remove_scratch_folder(str(folder))
        assert not folder.exists()

    def test_links_are_removed_and_not_followed(self, tmp_path: Path) -> None:
        """Symbolic links are removed; what they point at stays."""
        kept = tmp_path / "kept"
        kept.mkdir()
        (kept / "file").write_text("text")
        folder = Path(make_scratch_folder())
        (folder / "link").symlink_to(kept)
        (folder / "sub").mkdir()
        (folder / "sub/link").symlink_to(kept)
        (folder / "sub/dangling").symlink_to(tmp_path / "nothing")
        remove_scratch_folder(str(folder))
        assert not folder.exists()
        assert (kept / "file").read_text() == "text"

    def test_files_of_every_kind_and_name_are_removed(self) -> None:
        """Many files, pipes and names that are no text are removed."""
        folder = make_scratch_folder()
        for number in range(300):
            Path(folder, str(number)).touch()
        os.mkfifo(f"{folder}/pipe")
        no_text = Path(folder, os.fsdecode(b"\xff\xfe"))
        no_text.mkdir()
        (no_text / "\n").touch()
        remove_scratch_folder(folder)
        assert not Path(folder).exists()

    def test_a_folder_that_is_gone_is_no_error(self) -> None:
        """Removing a folder that is gone already does nothing."""
        folder = make_scratch_folder()
        remove_scratch_folder(folder)
        remove_scratch_folder(folder)
        assert not Path(folder).exists()
