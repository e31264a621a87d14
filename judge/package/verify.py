"""Verify challenges: the folder is in order, the tests accept what is right and reject what is wrong, limits have room.

Each challenge is verified by a thread that mostly waits; the judging is done by one pool of processes for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from judge.batch.survey import survey
from judge.challenge import Challenge, load_challenge
from judge.errors import ChallengeError
from judge.grading.plan import Plan
from judge.model import Verdict
from judge.package.certificate import certify
from judge.package.consistency import check_files, find_known_answers
from judge.package.known_answers_check import check_known_answers, check_reference, judge_known_answers
from judge.package.mutation import judge_mutants
from judge.package.time_window import check_time_window, follow_slow_submissions
from judge.package.verification import PropertyRow, Verification
from judge.package.workbench import Judged, Workbench

_MUCH_ASSUMED_AWAY: Final = 0.5
_FEW_INPUTS: Final = 3


def verify_challenges(folders: Sequence[Path], bench: Workbench, *, thorough: bool = False) -> Iterator[Verification]:
    """Verify challenges at the same time; results come in the order of the folders.

    Args:
        folders: Challenge folders.
        bench: Judges their submissions.
        thorough: Whether to judge them on many seeds too, and keep a certificate in each folder.

    Raises:
        JudgeError: The judge itself cannot do its work.
    """
    with ThreadPoolExecutor(max_workers=max(1, len(folders))) as threads:
        pending = [threads.submit(verify_challenge, folder, bench, thorough=thorough) for folder in folders]
        for future in pending:
            yield future.result()


def verify_challenge(folder: Path, bench: Workbench, *, thorough: bool = False) -> Verification:
    """Verify one challenge.

    Raises:
        JudgeError: The judge itself cannot do its work; whatever is wrong with the challenge is in the result instead.
    """
    began = time.monotonic()
    found = Verification(name=folder.resolve().name, folder=folder)
    try:
        _Verifier(load_challenge(folder), bench, found, thorough=thorough).run()
    except ChallengeError as error:
        found.add("folder", _place_of(error, folder), str(error))
    found.seconds = time.monotonic() - began
    return found


class _Verifier:
    """One challenge being verified."""

    def __init__(self, challenge: Challenge, bench: Workbench, found: Verification, *, thorough: bool) -> None:
        self._thorough = thorough
        self._challenge = challenge
        self._bench = bench
        self._found = found

    def run(self) -> None:
        challenge, bench, found = self._challenge, self._bench, self._found
        check_files(challenge, found)
        answers = find_known_answers(challenge, found)
        reference = bench.judge(challenge, challenge.reference.read_bytes(), str(challenge.reference), plan=_FIRST)()
        if reference.verdict is not Verdict.ACCEPTED:
            found.add("reference", challenge.reference, f"the reference is {reference.verdict}: {_first(reference)}")
            return
        found.properties = self._survey()
        # All is asked for before anything is waited for, so that every process has work.
        known = judge_known_answers(challenge, answers, bench)
        rest: list[Callable[[Verification], None]] = [
            check_reference(challenge, found.properties, bench),
            judge_mutants(challenge, reference, bench),
        ]
        judged = {name: [wait() for wait in waits] for name, waits in known.items()}
        too_slow = follow_slow_submissions(challenge, answers, judged, bench)
        check_known_answers(answers, judged, found)
        for finish in rest:
            finish(found)
        check_time_window(challenge, answers, judged, too_slow(), found)
        self._check_inputs()
        if self._thorough:
            certify(challenge, answers, found, bench)

    def _survey(self) -> list[PropertyRow]:
        challenge = self._challenge
        source = challenge.reference.read_bytes()
        done = self._bench.do(survey, challenge, source=source, path=str(challenge.reference), plan=_FIRST)()
        return [PropertyRow(**{**row, "path": Path(row["path"])}) for row in done["properties"]]

    def _check_inputs(self) -> None:
        found = self._found
        for row in found.properties:
            if row.assumed_away > _MUCH_ASSUMED_AWAY:
                what = f"assume() turns away {row.assumed_away:.0%} of what {row.name} generates; narrow its strategies"
                found.add("inputs", row.path, what, line=row.line, is_error=False)
            if row.is_generated and row.distinct <= _FEW_INPUTS:
                what = f"{row.name} generates only {row.distinct} different inputs; widen its strategies"
                found.add("inputs", row.path, what, line=row.line, is_error=False)
        calls, distinct = sum(row.calls for row in found.properties), sum(row.distinct for row in found.properties)
        found.checks["inputs"] = f"{calls:,} calls with {distinct:,} different inputs in one run"


_FIRST: Final = Plan(explore=False)


def _first(judged: Judged) -> str:
    return (
        next((f"{outcome.name}: {outcome.call} {outcome.message}" for outcome in judged.rejecting), "")
        or judged.message
    )


def _place_of(error: ChallengeError, folder: Path) -> Path:
    """The file that an error's message begins with, so that an annotation can stand there."""
    place = Path(str(error).partition(": ")[0])
    return place if place.is_relative_to(folder) and place.exists() else folder
