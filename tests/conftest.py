"""What several test files need: candidates made from a few lines of source, under limits small enough to run into."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import struct
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.model import Limits

# Nothing in the suite depends on how fast the machine is, on chance, or on what an earlier run found.
settings.register_profile(
    "suite", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
os.environ["JUDGE_CACHE"] = "0"  # also for the processes that tests start
os.environ["JUDGE_HISTORY"] = "0"

_BYTECODE = "PYTHONPYCACHEPREFIX"


def pytest_configure(config: pytest.Config) -> None:
    """Have all processes that tests start share their bytecode, else each compiles all that it imports, and heed SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell that runs the suite in the background has it so
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if _BYTECODE not in os.environ:
        os.environ[_BYTECODE] = folder = tempfile.mkdtemp(prefix="judge-tests-")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left with it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


SMALL_LIMITS = Limits(
    cpu_seconds_per_call=1.0,
    cpu_seconds=20.0,
    wall_seconds_per_call=10.0,
    import_seconds=5.0,
    memory_bytes=256 << 20,
    output_bytes=10_000,
    returned_bytes=1 << 20,
    source_bytes=100_000,
)


def exact_form(value: object) -> object:  # noqa: PLR0911  # a case for each kind of type
    """A form of a value that two values share only if every type, bit and order of dict keys in them is the same."""
    kind = type(value)
    if kind in {list, tuple}:
        return kind, [exact_form(item) for item in value]
    if kind in {set, frozenset}:
        return kind, sorted(repr(exact_form(item)) for item in value)
    if kind is dict:
        return kind, [(exact_form(key), exact_form(item)) for key, item in value.items()]
    if kind is float:
        return kind, struct.pack("d", value)
    if kind is complex:
        return kind, struct.pack("dd", value.real, value.imag)
    if kind is np.ndarray:
        return kind, value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, np.number | np.bool_):
        return kind, value.tobytes()
    return kind, value


@pytest.fixture(scope="session")
def exact() -> Callable[[object], object]:
    """The function `exact_form`, as a fixture because tests import nothing from each other."""
    return exact_form


HOSTS_KEPT = 6
CandidateMaker = Callable[..., Candidate]


@pytest.fixture(scope="session")
def is_running() -> Callable[[int], bool]:
    """Whether the process of a number exists, and is more than an entry that waits to be read."""

    def is_running(pid: int) -> bool:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}

    return is_running


@pytest.fixture(scope="session")
def hosts() -> Iterator[Callable[..., Host]]:
    """Hosts that all tests share, by what they were started with: a worker forked from one is there in milliseconds."""
    started: dict[object, Host] = {}

    def host(seed: int, limits: Limits, number: int) -> Host:
        key = seed, limits, number
        started[key] = started.pop(key, None) or Host(seed, limits)
        if len(started) > HOSTS_KEPT:
            started.pop(next(iter(started))).close()  # the one that was not used for the longest time
        return started[key]

    yield host
    for each in started.values():
        each.close()


@pytest.fixture
def make_candidate(hosts: Callable[..., Host]) -> Iterator[CandidateMaker]:
    """A function that starts a candidate from source text whose entry point is `f`; all are closed in the end."""
    number = itertools.count()
    with contextlib.ExitStack() as candidates:

        def make(
            source: str | bytes, *, entry_point: str = "f", limits: Limits = SMALL_LIMITS, seed: int = 0
        ) -> Candidate:
            content = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
            host = hosts(seed, limits, next(number))  # a host has one worker at a time
            return candidates.enter_context(Candidate(content, "submission.py", entry_point, limits, seed, host))

        yield make
