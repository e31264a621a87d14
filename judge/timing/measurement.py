"""Measure submissions of one challenge beside its reference: from sources to timings."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from judge.challenge import Challenge
from judge.host.host import Host, wants_numpy
from judge.model import Timing
from judge.timing.race import Effort, Race
from judge.timing.runner import PassingRunner, Runner
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
    """Measure submissions and the reference in turn, each in a worker of a host of its own.

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
    entry_point = challenge.entry_point
    reference = challenge.reference.read_bytes()
    with contextlib.ExitStack() as stack:

        def start_host(source: bytes) -> Host:
            return stack.enter_context(Host(seed, limits, challenge.secrets(), without, numpy=wants_numpy(source)))

        # All start at once, in processes of their own.
        passing_host = start_host(b"")
        runners = [
            Runner(source, name, entry_point, limits, start_host(source))
            for name, source in [("reference.py", reference), *sources]
        ]
        return Race(runners[0], PassingRunner(limits, passing_host), runners[1:], sized_input, effort, seed).run()
