"""Measure submissions of one challenge beside its reference: from sources to timings."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from judge.challenge import Challenge
from judge.host.host import Host, wants_numpy
from judge.model import Timing
from judge.timing.program import Program
from judge.timing.race import Effort, Race
from judge.timing.sized_input import SizedInput

_WALL_PER_CPU_SECOND: Final = 3

_LEAST_PATIENCE: Final = 1.0
"""CPU seconds after which a call is given up: no call takes long where sizes grow step by step."""


def measure_submissions(
    challenge: Challenge,
    sources: Sequence[tuple[str, bytes]],
    sized_input: SizedInput,
    *,
    effort: Effort,
    seed: int = 0,
    without: Sequence[str] = (),
) -> list[Timing]:
    """Measure submissions and the reference in turn.

    Args:
        challenge: The challenge.
        sources: File name and bytes of each submission, untrusted.
        sized_input: Makes the inputs.
        effort: How much to spend.
        seed: Of the inputs and of the workers.
        without: Layers of containment to leave out, for tests.

    Returns:
        A timing for each submission, in their order.

    Raises:
        ChallengeError: No sized input can be made.
        WorkerStartError: No worker can be started on this machine.
    """
    patience = max(effort.seconds, _LEAST_PATIENCE)
    limits = replace(
        challenge.limits,
        cpu_seconds_per_call=min(challenge.limits.cpu_seconds_per_call, patience),
        wall_seconds_per_call=min(challenge.limits.wall_seconds_per_call, _WALL_PER_CPU_SECOND * patience),
    )
    reference = Program(challenge.reference.read_bytes(), "reference.py", challenge.entry_point)
    submissions = [Program(source, name, challenge.entry_point) for name, source in sources]
    numpy = any(wants_numpy(program.source) for program in (reference, *submissions))
    with contextlib.ExitStack() as stack:
        hosts = [
            stack.enter_context(Host(seed, limits, challenge.secrets(), without, numpy=numpy))
            for _ in range(len(submissions) + 2)
        ]
        return Race(reference, submissions, hosts, limits, sized_input, effort, seed).run()
