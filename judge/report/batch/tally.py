"""Count what one pass over the results of a batch shows, challenge by challenge.

Counts take no memory for more submissions; the runtime figures take at most 40 bytes for each, so that quantiles are exact.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from judge.model import Verdict
from judge.report.batch.results import Result

FIGURES: Final = ("cpu_seconds", "wall_seconds", "peak_memory_bytes", "relative_to_reference")
"""The keys of `runtime` in a result."""

_NO_FAILURE: Final = frozenset({Verdict.ACCEPTED, Verdict.INVALID_SUBMISSION, Verdict.JUDGE_ERROR})


def _figures() -> array[float]:
    return array("d")


@dataclass
class PropertyTally:
    """What became of one property, in all submissions together."""

    name: str
    title: str
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def failed_verdicts(self) -> dict[Verdict, int]:
        """Submissions that were called and for which the property does not hold, by verdict."""
        return {verdict: self.verdicts[verdict] for verdict in Verdict if verdict not in _NO_FAILURE}

    @property
    def failures(self) -> int:
        """How many these are."""
        return sum(self.failed_verdicts.values())


@dataclass
class ChallengeTally:
    """All submissions to one challenge.

    Attributes:
        digests: The challenge's digests: more than one if it was edited between two submissions.
        duplicates: Submissions that share the verdict of another with the same content.
        properties: By their keys (see `keyed_properties`), in the order of the test file.
        cpu_seconds: Of every submission.
        cpu_seconds_spent: Their sum, without duplicates, which did not run.
        runtime_of_accepted: The figures of accepted submissions, by name.
        relative_to_reference_of_others: Of submissions that were timed, but not accepted.
    """

    name: str
    digests: set[str] = field(default_factory=set)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    properties: dict[str, PropertyTally] = field(default_factory=dict)
    cpu_seconds: array[float] = field(default_factory=_figures)
    cpu_seconds_spent: float = 0.0
    runtime_of_accepted: dict[str, array[float]] = field(default_factory=lambda: {name: _figures() for name in FIGURES})
    relative_to_reference_of_others: array[float] = field(default_factory=_figures)

    @property
    def submissions(self) -> int:
        """How many there are."""
        return self.verdicts.total()

    def add(self, result: Result) -> None:
        """Count one submission."""
        verdict, runtime = Verdict(result["verdict"]), result["runtime"]
        self.digests.add(result["challenge"]["digest"])
        self.verdicts[verdict] += 1
        if result["cause"] is not None:
            self.causes[result["cause"]] += 1
        self.cpu_seconds.append(runtime["cpu_seconds"])
        if "duplicate_of" in result:
            self.duplicates += 1
        else:
            self.cpu_seconds_spent += runtime["cpu_seconds"]
        if verdict is Verdict.ACCEPTED:
            for name, figures in self.runtime_of_accepted.items():
                if runtime[name] is not None:
                    figures.append(runtime[name])
        elif runtime["relative_to_reference"] is not None:
            self.relative_to_reference_of_others.append(runtime["relative_to_reference"])
        for key, outcome in keyed_properties(result):
            known = self.properties.get(key)
            if known is None:
                known = self.properties[key] = PropertyTally(key, outcome["title"])
            known.verdicts[Verdict(outcome["verdict"])] += 1


@dataclass
class BatchTally:
    """All submissions of a batch.

    Attributes:
        challenges: By name, in the order of their first submissions.
        isolation: Submissions by level of isolation; without those that could not be read or judged.
        versions: For each program, submissions by its version.
    """

    challenges: dict[str, ChallengeTally] = field(default_factory=dict)
    isolation: Counter[str] = field(default_factory=Counter)
    versions: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def verdicts(self) -> Counter[Verdict]:
        """Submissions by verdict, of all challenges."""
        return sum((challenge.verdicts for challenge in self.challenges.values()), Counter())

    @property
    def submissions(self) -> int:
        """How many there are, of all challenges."""
        return self.verdicts.total()


def tally_results(results: Iterable[Result]) -> BatchTally:
    """Count them all."""
    batch = BatchTally()
    for result in results:
        name = result["challenge"]["name"]
        if name not in batch.challenges:
            batch.challenges[name] = ChallengeTally(name)
        batch.challenges[name].add(result)
        if result["isolation"]["layers"]:
            batch.isolation[result["isolation"]["level"]] += 1
        for program, version in result["versions"].items():
            batch.versions.setdefault(program, Counter())[version] += 1
    return batch


def keyed_properties(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    """The properties of a result, each with a key that no other property of its challenge has.

    The key is the property's name; of properties with one name (all hidden ones are called that), the second has (2) behind it.
    """
    seen: Counter[str] = Counter()
    for outcome in result["properties"]:
        name = outcome["name"]
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), outcome


def failed_properties(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    """The properties that count as failures of the submission, with their keys, in the order of the test file.

    None for a submission that could not be loaded: it was never called.
    """
    return ((key, outcome) for key, outcome in keyed_properties(result) if outcome["verdict"] not in _NO_FAILURE)


def judged(verdicts: Counter[Verdict]) -> int:
    """Submissions that were judged, of which some share is accepted; what the judge failed at counts neither way."""
    return verdicts.total() - verdicts[Verdict.JUDGE_ERROR]
