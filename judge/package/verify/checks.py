"""Verify challenges: the folder is in order, the tests accept what is right and reject what is wrong, limits have room.

Each challenge is verified by a thread that mostly waits; the judging is done by one pool of processes for all of them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from judge.challenge import Challenge, load_challenge
from judge.errors import ChallengeError
from judge.grading.plan import Plan
from judge.model import Verdict
from judge.package.verify.consistency import check_files, find_known_answers
from judge.package.verify.junk_check import judge_junk
from judge.package.verify.known_answers_check import check_known_answers, check_reference, judge_known_answers
from judge.package.verify.mutation import judge_mutants
from judge.package.verify.time_window import check_time_window, follow_accepted_submissions, follow_slow_submissions
from judge.package.verify.verification import PropertyRow, Verification
from judge.package.verify.workbench import Workbench

_AT_A_TIME: Final = 4
"""Challenges: a process of the pool keeps warm graders for as many."""

_MUCH_ASSUMED_AWAY: Final = 0.5
_FEW_INPUTS: Final = 3
_WHOLE: Final = Plan(explore=False)


def verify_challenges(
    folders: Sequence[Path], bench: Workbench, *, thorough: bool = False
) -> Generator[Verification, None, None]:
    """Verify challenges, several at the same time; results come in the order of the folders.

    Where the caller goes on no further, or an error ends it, the bench is stopped.

    Args:
        folders: Challenge folders.
        bench: Judges their submissions.
        thorough: Whether to judge them on many seeds too, and keep a certificate in each folder.

    Raises:
        JudgeError: The judge itself cannot do its work.
    """
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as threads:
        try:
            pending = [threads.submit(verify_challenge, folder, bench, thorough=thorough) for folder in folders]
            for future in pending:
                yield future.result()
        except BaseException:
            bench.stop()  # or the threads would be waited for until all is judged
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def verify_challenge(folder: Path, bench: Workbench, *, thorough: bool = False) -> Verification:
    """Verify one challenge.

    Raises:
        JudgeError: The judge itself cannot do its work; whatever is wrong with the challenge is in the result instead.
    """
    began = time.monotonic()
    found = Verification(name=folder.resolve().name, folder=folder)
    try:
        _verify(load_challenge(folder), bench, found, thorough=thorough)
    except ChallengeError as error:
        path, line, message = _locate(str(error), folder)
        found.add("folder", path, message, line=line)
        found.checks["folder"] = "cannot be used, so nothing else was checked"
    found.show_from(Path.cwd())
    found.seconds = time.monotonic() - began
    return found


def _verify(challenge: Challenge, bench: Workbench, found: Verification, *, thorough: bool) -> None:
    check_files(challenge, found)
    answers = find_known_answers(challenge, found)
    source, path = challenge.reference.read_bytes(), str(challenge.reference)
    reference, rows = bench.survey(challenge, source, path, plan=_WHOLE)()
    if reference.verdict is not Verdict.ACCEPTED:
        found.add("reference", challenge.reference, f"the reference is {reference.verdict}: {reference.explain()}")
        found.checks["reference"] = f"is {reference.verdict}, so nothing else was checked"
        return
    found.properties = [PropertyRow(**{**row, "path": challenge.folder / row["path"]}) for row in rows]
    # All is asked for before anything is waited for, so that every process has work.
    known = judge_known_answers(challenge, answers, found.properties, bench)
    finish_reference = check_reference(challenge, found.properties, bench)
    finish_junk = judge_junk(challenge, reference, bench)
    finish_mutants = judge_mutants(challenge, reference, bench)
    judged = {name: [wait() for wait in waits] for name, waits in known.items()}
    too_slow = follow_slow_submissions(challenge, answers, judged, bench)
    accepted = follow_accepted_submissions(challenge, answers, judged, bench)
    finish_reference(found)
    check_known_answers(answers, judged, found)
    finish_junk(found)
    finish_mutants(found)
    check_time_window(challenge, accepted(), too_slow(), found)
    _check_inputs(found)
    if thorough:
        from judge.package.verify.certificate import certify  # noqa: PLC0415  # imports judge.testing

        certify(challenge, answers, found, bench)


def _check_inputs(found: Verification) -> None:
    for row in found.properties:
        if row.assumed_away > _MUCH_ASSUMED_AWAY:
            what = f"assume() turns away {row.assumed_away:.0%} of what {row.name} generates; narrow its strategies"
            found.add("inputs", row.path, what, line=row.line, is_error=False)
        if row.is_generated and row.distinct <= _FEW_INPUTS:
            what = f"{row.name} generates only {row.distinct} different inputs; widen its strategies"
            found.add("inputs", row.path, what, line=row.line, is_error=False)
    calls, distinct = sum(row.calls for row in found.properties), sum(row.distinct for row in found.properties)
    found.checks["inputs"] = f"{calls:,} calls with {distinct:,} different inputs in one run"


def _locate(message: str, folder: Path) -> tuple[Path, int, str]:
    """The place that an error's message begins with, and the rest: `a/challenge.toml: limits.cpu: unknown key`."""
    match = re.match(r"(.+?)(?::(\d+))?: ", message, re.DOTALL)
    path = Path(match[1]) if match else folder
    if match is None or not path.exists():
        return folder, 1, message
    rest = message[match.end() :]
    if path.is_relative_to(folder.resolve()):
        path = folder / path.relative_to(folder.resolve())
    if match[2]:
        return path, int(match[2]), rest
    return path, _line_of_key(path, rest) if path.suffix == ".toml" else 1, rest


def _line_of_key(settings: Path, message: str) -> int:
    """The line of the key that a message about settings begins with; 1 if it is not there, as a missing one."""
    key = message.partition(": ")[0].rpartition(".")[2].strip('"')
    try:
        lines = settings.read_text("utf-8", "replace").splitlines()
    except OSError:
        return 1
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"[\s\[\"]*{re.escape(key)}\b", line)), 1)
