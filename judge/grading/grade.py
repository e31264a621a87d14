"""Judge one submission against one challenge: from paths to the finished `Grade`."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.errors import ChallengeError, JudgeError
from judge.grading.submission import STANDARD_INPUT, read_submission
from judge.host.candidate import Candidate
from judge.model import Cause, Grade, Isolation, Verdict
from judge.sandbox.levels import IsolationPolicy, available_isolation

if TYPE_CHECKING:
    import pytest

    from judge.grading.session import ChallengeSession


def grade(
    challenge: str | os.PathLike[str] | Challenge,
    submission: str | os.PathLike[str],
    *,
    seed: int = 0,
    isolation: IsolationPolicy = IsolationPolicy.BEST_EFFORT,
    progress: Callable[[int, int], None] | None = None,
) -> Grade:
    """Judge a submission.

    Args:
        challenge: A challenge folder, the bare name of one below `./challenges`, or a loaded challenge.
        submission: A Python file, or `-` for standard input. Its content is untrusted and runs in a process of its own.
        seed: Decides everything that is generated; the same seed gives the same grade but for times and memory.
        isolation: Whether to refuse where isolation is weaker than `strong`.
        progress: Called before each property with its number, from 1, and how many there are.

    Returns:
        The grade; a submission at fault is a verdict, never an exception.

    Raises:
        UsageError: There is no such challenge or file.
        ChallengeError: The challenge folder is invalid.
        IsolationError: Isolation is weaker than the policy requires.
        JudgeError: The judge itself cannot do its work on this machine.
    """
    contained = available_isolation(isolation)
    source = read_submission(submission)
    if not isinstance(challenge, Challenge):
        challenge = load_challenge(find_challenge(os.fspath(challenge)))
    path = os.fspath(submission)
    name = "submission.py" if path == STANDARD_INPUT else Path(path).name
    # The worker starts and imports the submission while this process imports pytest and Hypothesis.
    with Candidate(source, name, challenge.entry_point, challenge.limits, seed) as candidate:
        from judge.grading.session import ChallengeSession  # noqa: PLC0415

        session = ChallengeSession(challenge, candidate, seed)
        _run_hidden_tests(session, progress)
    return _summarise(session, path, source, contained)


def _summarise(session: ChallengeSession, path: str, source: bytes, isolation: Isolation) -> Grade:
    from judge.grading.decide import decide_submission, score  # noqa: PLC0415

    candidate = session.candidate
    verdict, cause = decide_submission(session.outcomes)
    message = ""
    if candidate.unloadable is not None:
        message = candidate.unloadable.message
    elif verdict is Verdict.JUDGE_ERROR:
        message = session.faults[0] if session.faults else "no property ran"
    return Grade(
        challenge=session.challenge.name,
        challenge_digest=session.challenge.digest,
        submission=path,
        submission_digest=hashlib.sha256(source).hexdigest(),
        verdict=verdict,
        cause=cause,
        message=message,
        integrity=tuple(candidate.integrity),
        score=score(session.outcomes),
        seed=session.seed,
        properties=tuple(session.outcomes),
        runtime=replace(candidate.runtime(), relative_to_reference=session.relative_to_reference()),
        output=candidate.output(),
        isolation=isolation,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    import hypothesis  # noqa: PLC0415

    from judge import __version__  # noqa: PLC0415

    return {"judge": __version__, "python": platform.python_version(), "hypothesis": hypothesis.__version__}


def _run_hidden_tests(session: ChallengeSession, progress: Callable[[int, int], None] | None) -> None:
    """Have pytest collect and run the challenge's tests; outcomes are entered in the session as they come."""
    import pytest  # noqa: PLC0415

    from judge.grading import plugin  # noqa: PLC0415

    challenge = session.challenge
    driver = _Driver(session, progress)
    folder = challenge.folder.resolve()
    arguments = [
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "--config-file=/dev/null",
        "--import-mode=importlib",
        "--capture=sys",
        "-pno:terminal",
        "-pno:cacheprovider",
        "-pno:junitxml",
        "-pno:doctest",
        "-pno:unraisableexception",
        "-pno:threadexception",
        str(folder / challenge.spec.name),
        *(str(folder / test.name) for test in challenge.tests),
    ]
    loaded = set(sys.modules)
    with _pytest_environment():
        pytest.main(arguments, plugins=[plugin, driver])
    for name in set(sys.modules) - loaded:
        # A later challenge may have test files of the same name, and hidden tests need not stay in memory.
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(f"{folder}{os.sep}"):
            del sys.modules[name]
    driver.raise_errors()


@contextlib.contextmanager
def _pytest_environment() -> Iterator[None]:
    """Shield the run from what the environment tells pytest, and write no bytecode into challenge folders."""
    names = "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_CURRENT_TEST"
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class _Driver:
    """A pytest plugin of one run: hands the session in and carries out what pytest would only print."""

    def __init__(self, session: ChallengeSession, progress: Callable[[int, int], None] | None) -> None:
        self._session = session
        self._progress = progress
        self._collected: list[pytest.Item] = []
        self._error: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        from judge.grading import plugin  # noqa: PLC0415

        config.stash[plugin.SESSIONS] = {self._session.challenge.folder.resolve(): self._session}
        config.stash[plugin.REPORTS_ELSEWHERE] = True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self._error is None:
            lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
            detail = next(
                (line for line in reversed(lines) if line.startswith("E ")), lines[-1] if lines else "unknown reason"
            )
            self._error = ChallengeError(f"{report.nodeid}: cannot be imported: {detail.removeprefix('E').strip()}")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._collected = list(session.items)
        if not any(item.name.startswith("test") for item in self._collected) and self._error is None:
            names = ", ".join(test.name for test in self._session.challenge.tests)
            self._error = ChallengeError(f"{self._session.challenge.folder}: there is no test function in {names}")

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self._progress is not None:
            self._progress(self._collected.index(item) + 1, len(self._collected))

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Enter a property that ended without an outcome; keep errors of the judge itself."""
        from judge.grading import plugin  # noqa: PLC0415
        from judge.grading.decide import Decision  # noqa: PLC0415

        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, JudgeError):
            self._error = self._error or error
            item.session.shouldstop = "the judge cannot go on"
        elif error is not None:
            what = f"the hidden test's {call.when} ended with {type(error).__name__}: {error}"
            self._session.record_fault(
                plugin.describe(item), Decision(Verdict.JUDGE_ERROR, Cause.NOT_RUN, message=what)
            )

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._error = self._error or excinfo.value

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._error = self._error or excinfo.value

    def raise_errors(self) -> None:
        """Raise what kept the properties from being judged; check that each of them has exactly one outcome."""
        if self._error is not None:
            raise self._error
        judged = [outcome.name for outcome in self._session.outcomes]
        if judged != [item.name for item in self._collected]:
            raise JudgeError(f"{len(self._collected)} properties were collected, {len(judged)} judged: {judged}")
