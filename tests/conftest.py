"""What several test files need: candidates made from a few lines of source, under limits small enough to run into."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Callable, Iterator

import pytest

from judge.host.candidate import Candidate
from judge.model import Limits

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

CandidateMaker = Callable[..., Candidate]


@pytest.fixture
def make_candidate() -> Iterator[CandidateMaker]:
    """A function that starts a candidate from source text whose entry point is `f`; all are closed in the end."""
    with contextlib.ExitStack() as candidates:

        def make(
            source: str | bytes, *, entry_point: str = "f", limits: Limits = SMALL_LIMITS, seed: int = 0
        ) -> Candidate:
            content = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
            return candidates.enter_context(Candidate(content, "submission.py", entry_point, limits, seed))

        yield make
