"""The certificate of a challenge: how surely wrong submissions are caught, and right ones are not, over many seeds.

A mean over submissions hides the one that slips through, so every known-wrong submission and every surviving mutant has a
figure of its own, with its exact binomial interval (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934), and the worst is
named. A submission that the same unchanging example catches, by the same answer, needs no further seeds: that one always runs.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from judge import __version__
from judge.challenge import CERTIFICATE_FILE, Challenge
from judge.grading.plan import Plan
from judge.model import Verdict
from judge.package.verify.consistency import KnownAnswer
from judge.package.verify.verification import MutantRow, PropertyRow, Verification
from judge.package.verify.workbench import Judged, Workbench
from judge.storage import write_atomically
from judge.testing.binomial import probability_at_least

SEEDS: Final = 200
CONFIDENCE: Final = 0.99
_TRIAL_SEEDS: Final = 10
"""On so many seeds the same example must catch a submission by the same answer before it counts as one that always does."""

_CATCH: Final = Plan(explore=False, stop_at_failure=True)
_SEEDS_FOR_ALL: Final = 3
"""On so many seeds right submissions are judged as a whole: those that all known answers are judged on anyway."""

_BY_TIME: Final = {Verdict.TIME_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED, Verdict.OUTPUT_LIMIT_EXCEEDED}


@dataclass(frozen=True, slots=True)
class _Suspect:
    """Something that must be rejected."""

    name: str
    source: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How often one submission was rejected.

    Attributes:
        seeds: How many it was judged on.
        always: Whether one unchanging example catches it, so that further seeds would show nothing else.
    """

    name: str
    rejected: int
    seeds: int
    always: bool

    @property
    def interval(self) -> tuple[float, float]:
        """The exact interval of the probability of being rejected; 1 where the same example always catches it."""
        return (1.0, 1.0) if self.always else binomial_interval(self.rejected, self.seeds, CONFIDENCE)


def certify(challenge: Challenge, answers: Sequence[KnownAnswer], found: Verification, bench: Workbench) -> None:
    """Judge everything on many seeds, enter what fails the gates, and keep the certificate in the challenge folder.

    The gates: everything wrong is rejected on every seed, or by an example that always runs; nothing right is rejected on any.
    Only a valid challenge gets a certificate; the challenge must have passed the other checks.
    """
    place = challenge.folder / CERTIFICATE_FILE
    if not found.is_valid:
        found.checks["certificate"] = "not made, since the challenge is not valid"
        return
    if not os.access(place if place.exists() else challenge.folder, os.W_OK):
        found.add("certificate", challenge.folder, f"{CERTIFICATE_FILE} cannot be written: permission denied")
        return
    suspects = _suspects(challenge, answers, found)
    right = [answer for answer in answers if answer.expected is Verdict.ACCEPTED]
    finish_right = _spare(challenge, right, found.properties, bench)
    caught = _pursue(challenge, suspects, bench)
    rejected = finish_right()
    known = {answer.name: answer.path for answer in answers}
    for figure in caught:
        if not figure.always and figure.rejected < figure.seeds:
            low, high = figure.interval
            what = (
                f"{figure.name} is rejected on {figure.rejected} of {figure.seeds} seeds only ({low:.1%} to {high:.1%});"
                " add an @example that catches it, or generate such inputs more often"
            )
            path = known.get(figure.name, challenge.reference)
            found.add(
                "certificate", path, what, is_error=figure.name in known
            )  # a mutant may survive below the threshold
    for figure in rejected:
        if figure.rejected:
            what = f"{figure.name} is right, and rejected on {figure.rejected} of {figure.seeds} seeds"
            found.add("certificate", challenge.submissions / figure.name, what)
    content = _describe(challenge, caught, rejected, found)
    found.checks["certificate"] = describe_certificate(content)
    if found.is_valid:
        try:
            write_atomically(place, (json.dumps(content, indent=2) + "\n").encode())
        except OSError as error:
            found.add("certificate", challenge.folder, f"{CERTIFICATE_FILE} cannot be written: {error.strerror}")


def _suspects(challenge: Challenge, answers: Sequence[KnownAnswer], found: Verification) -> list[_Suspect]:
    """What must be rejected for what it answers: what cannot be loaded or takes too much always is."""
    by_answer = {Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR}
    survivors = found.mutation.survivors if found.mutation else ()
    reference = str(challenge.reference)
    return [
        *(_Suspect(each.name, each.source, str(each.path)) for each in answers if each.expected in by_answer),
        *(_Suspect(_mutant_name(row), row.source.encode(), reference) for row in survivors),
    ]


def binomial_interval(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """The exact interval of a probability of which `trials` independent trials showed `successes` (Clopper and Pearson).

    Args:
        successes: 0 to `trials`.
        trials: At least 1.
        confidence: The chance that the interval covers the probability, at least.
    """
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else _solve(lambda p: probability_at_least(successes, trials, p) <= tail)
    failures = trials - successes
    high = 1.0 if failures == 0 else 1 - _solve(lambda p: probability_at_least(failures, trials, p) <= tail)
    return low, high


def _solve(below: Callable[[float], bool]) -> float:
    """The largest probability for which something holds that holds up to it; from below, to a millionth."""
    low, high = 0.0, 1.0
    while high - low > 1e-7:  # noqa: PLR2004
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def read_certificate(challenge: Challenge) -> dict[str, Any] | None:
    """The certificate in a challenge folder; None if there is none that can be read."""
    try:
        content = json.loads((challenge.folder / CERTIFICATE_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and content.get("schema") == 1 else None


def describe_certificate(content: dict[str, Any]) -> str:
    """A certificate in a sentence."""
    wrong, right = content["wrong"], content["right"]
    worst = wrong["worst"]
    how = (
        "each by an example that always runs"
        if worst is None
        else f"the least surely caught on {worst['rejected']} of {worst['seeds']} seeds"
        f" ({worst['interval'][0]:.1%} to {worst['interval'][1]:.1%}): {worst['name']}"
    )
    return (
        f"{wrong['caught']} of {wrong['pool']} wrong submissions and surviving mutants caught, {wrong['always']} by an"
        f" unchanging example, {how}; {right['rejected']} of {right['pool']} right ones"
        f" ever rejected on {content['seeds']} seeds"
    )


def _pursue(challenge: Challenge, suspects: Sequence[_Suspect], bench: Workbench) -> list[Figure]:
    """Judge each suspect on a few seeds, and on all where that does not show that it is always caught."""
    results: dict[str, list[Judged]] = {suspect.name: [] for suspect in suspects}

    def judge(these: Sequence[_Suspect], seeds: Iterable[int]) -> None:
        # One seed after another, since a process of the pool keeps what a seed needs for a few of them only.
        pending = [
            (suspect.name, bench.judge(challenge, suspect.source, suspect.path, seed=seed, plan=_CATCH))
            for seed in seeds
            for suspect in these
        ]
        for name, wait in pending:
            results[name].append(wait())

    judge(suspects, range(_TRIAL_SEEDS))
    always = {name for name, judged in results.items() if _is_always_caught(judged)}
    judge([suspect for suspect in suspects if suspect.name not in always], range(_TRIAL_SEEDS, SEEDS))
    return [
        Figure(name, sum(result.is_rejected for result in judged), len(judged), name in always)
        for name, judged in results.items()
    ]


def _is_always_caught(judged: Sequence[Judged]) -> bool:
    evidence = {_evidence(result) for result in judged}
    return len(evidence) == 1 and None not in evidence


def _evidence(result: Judged) -> tuple[str, ...] | None:
    """What caught a submission: the property, the call, what came of it; None if nothing did."""
    if not result.is_rejected:
        return None
    if not result.rejecting:
        return (result.verdict.value,)
    first = result.rejecting[0]
    if first.verdict in _BY_TIME:
        return first.name, first.call, first.verdict.value
    return first.name, str(first.examples), first.call, first.returned, str(first.cause)


def _spare(
    challenge: Challenge, right: Sequence[KnownAnswer], rows: Sequence[PropertyRow], bench: Workbench
) -> Callable[[], list[Figure]]:
    """Begin to judge right submissions on many seeds; of those, what does not depend on the seed only on a few."""
    generated = frozenset(row.name for row in rows if row.is_generated)
    pending: dict[str, list[Callable[[], Judged]]] = {answer.name: [] for answer in right}
    for seed in range(SEEDS):
        for answer in right:
            chancy = any(word in answer.source for word in (b"random", b"secrets", b"urandom"))
            only = None if chancy or seed < _SEEDS_FOR_ALL else generated
            if only is None or only:
                plan = Plan(explore=False, only=only)
                wait = bench.judge(challenge, answer.source, str(answer.path), seed=seed, plan=plan)
                pending[answer.name].append(wait)

    def finish() -> list[Figure]:
        judged = {name: [wait() for wait in waits] for name, waits in pending.items()}
        return [
            Figure(name, sum(each.verdict is not Verdict.ACCEPTED for each in results), len(results), always=False)
            for name, results in judged.items()
        ]

    return finish


def _mutant_name(row: MutantRow) -> str:
    return f"mutant in line {row.line}: {row.original} → {row.mutated}"


def _describe(
    challenge: Challenge, caught: Sequence[Figure], spared: Sequence[Figure], found: Verification
) -> dict[str, Any]:
    by_chance = [figure for figure in caught if not figure.always]
    worst = min(by_chance, key=lambda figure: figure.interval[0], default=None)
    mutation = found.mutation
    return {
        "schema": 1,
        "challenge": {"name": challenge.name, "digest": challenge.digest},
        "judge": __version__,
        "made": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "seeds": SEEDS,
        "confidence": CONFIDENCE,
        "wrong": {
            "pool": len(caught),
            "caught": sum(figure.always or figure.rejected == figure.seeds for figure in caught),
            "always": sum(figure.always for figure in caught),
            "worst": None if worst is None else _figure_object(worst),
            "by_chance": [_figure_object(figure) for figure in sorted(by_chance, key=lambda figure: figure.name)],
        },
        "right": {
            "pool": len(spared),
            "rejected": sum(bool(figure.rejected) for figure in spared),
            "judgements": sum(figure.seeds for figure in spared),
            "highest_rejection": round(binomial_interval(0, max(1, sum(f.seeds for f in spared)), CONFIDENCE)[1], 6),
        },
        "mutants": None
        if mutation is None
        else {"total": mutation.total, "killed": mutation.killed, "marked": len(mutation.marked)},
    }


def _figure_object(figure: Figure) -> dict[str, Any]:
    low, high = figure.interval
    return {
        "name": figure.name,
        "rejected": figure.rejected,
        "seeds": figure.seeds,
        "interval": [math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4],
    }
