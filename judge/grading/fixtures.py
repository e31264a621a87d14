"""The fixtures of hidden tests, registered when pytest meets a challenge: a run without one never sees their names."""

from __future__ import annotations

from collections.abc import Callable

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
