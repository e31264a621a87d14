"""The fixtures of hidden tests. Each test file of a challenge gets them for itself, so that no other test sees their names."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from judge.grading.plugin import challenge_session
from judge.testing.entry_point import EntryPoint


@pytest.fixture(scope="module")
def solution(request: pytest.FixtureRequest) -> EntryPoint:
    """The candidate's entry point, called in its own process."""
    return challenge_session(request.config, request.path.parent).solution


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest) -> Callable[..., object]:
    """The reference solution, called directly."""
    return challenge_session(request.config, request.path.parent).reference


def provide_fixtures(module: pytest.Module) -> None:
    """Give a test file the fixtures; those of conftest files above it stay hidden behind them."""
    manager: Any = module.session._fixturemanager  # noqa: SLF001  # a plugin's own fixtures are visible everywhere
    holder = ModuleType("fixtures of hidden tests")  # a new one, since pytest looks into each holder once
    vars(holder).update(solution=solution, reference=reference)
    if "holder" in inspect.signature(manager.parsefactories).parameters:
        manager.parsefactories(holder=holder, node=module)
    else:  # before pytest 9.1
        manager.parsefactories(holder, module.nodeid)
