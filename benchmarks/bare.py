"""A pytest plugin that gives hidden tests the candidate's function in their own process: what graders usually do.

Unsafe, and only here to be measured against. `python -m pytest -p bare CHALLENGE --bare FILE`, with this folder on PYTHONPATH
"""

from __future__ import annotations

import importlib.util
import time
import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from judge.testing.entry_point import Call, CpuLimit, Timed


def load(path: Path, name: str) -> Callable[..., object]:
    """Import a file and return its function."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[..., object] = getattr(module, name)
    return function


class InProcess:
    """`judge.testing.EntryPoint` without a second process."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function

    def __call__(self, *args: object, **kwargs: object) -> object:
        """One call."""
        return self.function(*deepcopy(args), **kwargs)

    def call(self, *args: object) -> Call:
        """The value and the arguments as they were left."""
        args = deepcopy(args)
        return Call(self.function(*args), args)

    def sample(self, count: int, *args: object) -> list[object]:
        """Many calls."""
        return [self.function(*args) for _ in range(count)]

    def call_within(self, limit: CpuLimit, *args: object) -> object:
        """A call that fails, afterwards, when it took too long."""
        args = deepcopy(args)
        begin = time.thread_time()
        value = self.function(*args)
        assert time.thread_time() - begin <= limit.seconds
        return value

    def timed(self, *args: object) -> Timed:
        """A call and its CPU time."""
        args = deepcopy(args)
        begin = time.thread_time()
        value = self.function(*args)
        return Timed(value, time.thread_time() - begin)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The candidate's file."""
    parser.addoption("--bare", type=Path)


def pytest_configure(config: pytest.Config) -> None:
    """The marks of hidden tests."""
    config.addinivalue_line("markers", "points(n): ignored")


def entry_point(folder: Path) -> str:
    """The name of the function."""
    return str(tomllib.loads((folder / "challenge.toml").read_text("utf-8"))["entry_point"])


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest) -> Callable[..., object]:
    """The reference solution."""
    folder = request.path.parent
    places = folder / "reference.py", folder.parents[1] / "reference" / f"{folder.name}.py"
    return load(next(place for place in places if place.is_file()), entry_point(folder))


@pytest.fixture(scope="module")
def solution(request: pytest.FixtureRequest) -> InProcess:
    """The candidate's function."""
    return InProcess(load(request.config.getoption("--bare"), entry_point(request.path.parent)))
