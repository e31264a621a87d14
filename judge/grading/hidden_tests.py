"""Have pytest collect and run a challenge's hidden tests, and see to it that every one of them is judged.

pytest's exit status, reports and printing decide nothing. Outcomes are entered in the session by the plugin as properties run;
here is checked that what was collected is what ran, in the order of the test file, and what kept a test from being a property.
"""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Final

import pytest

from judge.errors import ChallengeError, JudgeError
from judge.grading import plugin
from judge.grading.decide import Decision
from judge.grading.session import ChallengeSession
from judge.grading.surroundings import modules_set_aside
from judge.model import Cause, Verdict

Progress = Callable[[int, int], None]
"""Called before each property with its number, from 1, and how many there are."""

_OPTIONS: Final = (
    f"--config-file={os.devnull}",
    "--import-mode=importlib",
    "--strict-markers",  # a misspelt mark would silently change what a property is worth
    "--capture=sys",
    # What only prints, stores, or watches what is watched here already.
    *(f"-pno:{name}" for name in ("terminal", "cacheprovider", "junitxml", "doctest", "logging", "warnings")),
    # What changes the whole process, which belongs to the caller.
    *(f"-pno:{name}" for name in ("faulthandler", "unraisableexception", "threadexception")),
)


def run_hidden_tests(session: ChallengeSession, progress: Progress | None) -> None:
    """Run all hidden tests; the session has the outcomes afterwards.

    Raises:
        ChallengeError: A test file cannot be imported, or its tests are none that can be judged.
        JudgeError: The judge cannot go on.
    """
    challenge = session.challenge
    folder = challenge.folder.resolve()
    driver = _Driver(session, progress)
    arguments = [
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        *_OPTIONS,
        str(folder / challenge.spec.name),
        *(str(folder / test.name) for test in challenge.tests),
    ]
    complaints = io.StringIO()
    with modules_set_aside(folder, ["conftest", *(test.stem for test in challenge.tests)]):
        # What goes wrong before there are hooks, such as an error in a conftest.py, pytest only prints.
        try:
            with contextlib.redirect_stderr(complaints):
                status = pytest.main(arguments, plugins=[plugin, driver])
            driver.raise_errors()
        except (JudgeError, KeyboardInterrupt):
            raise
        except BaseException as error:
            if isinstance(error, SystemExit | pytest.exit.Exception) or _raised_below(folder, error):
                what = f"a hidden test or a conftest.py ends the whole run: {error!r}"
                raise ChallengeError(f"{challenge.folder}: {what}") from error
            raise
    if status == pytest.ExitCode.USAGE_ERROR:
        raise ChallengeError(f"{challenge.folder}: pytest cannot begin: {_last_error(complaints.getvalue())}")


class _Driver:
    """A pytest plugin of one run: hands the session in and keeps what pytest would only print."""

    def __init__(self, session: ChallengeSession, progress: Progress | None) -> None:
        self._session = session
        self._folder = session.challenge.folder
        self._progress = progress
        self._collected: list[pytest.Item] = []
        self._error: BaseException | None = None

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        # It belongs to the terminal plugin, but assertions of pytest before 9 ask for it.
        parser.addoption("--verbose", type=int, default=0)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.SESSIONS] = {self._session.challenge.folder.resolve(): self._session}
        config.stash[plugin.REPORTS_ELSEWHERE] = True

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        self._collected.append(item)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        place = self._folder / report.nodeid
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self._keep(ChallengeError(f"{place}: skips itself, so its properties would not run: {reason}"))
        elif report.failed:
            problem = _last_error(str(report.longrepr))
            _, ours, message = problem.partition(f"{ChallengeError.__module__}.{ChallengeError.__name__}: ")
            self._keep(ChallengeError(message if ours else f"{place}: cannot be collected: {problem}"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, Any, None]:
        """Run the tests in the order of their file, whatever fixtures and conftest files prefer."""
        yield
        for item in self._collected:
            if item not in items:
                what = f"{plugin.property_name(item)} was taken out of the tests to run; a property must run or not be there"
                self._keep(ChallengeError(f"{self._folder / item.path.name}: {what}"))
            if type(item) not in {pytest.Function, plugin.SpecItem}:
                what = f"{plugin.property_name(item)} is a {type(item).__name__}; write a plain test function"
                self._keep(ChallengeError(f"{self._folder / item.path.name}: {what}"))
        with_tests = {item.path.name for item in self._collected}
        for test in self._session.challenge.tests:
            if test.name not in with_tests:
                self._keep(ChallengeError(f"{test}: there is no test function in it"))
        items.sort(key=self._collected.index)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Run nothing of a challenge that is not in order."""
        return True if self._error is not None else None

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self._progress is not None:
            self._progress(self._collected.index(item) + 1, len(self._collected))

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Enter a property whose test, or a fixture of it, ended in a way that is no outcome."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, JudgeError):
            self._keep(error)
            item.session.shouldstop = "the judge cannot go on"
        elif error is not None:
            missing = getattr(error, "argname", None)
            what = f"there is no fixture {missing!r}" if missing else f"{type(error).__name__}: {error}"
            decision = Decision(
                Verdict.JUDGE_ERROR, Cause.NOT_RUN, message=f"the hidden test's {call.when} failed: {what}"
            )
            self._session.record_fault(plugin.describe(item), decision)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._keep(excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        self._keep(excinfo.value)
        return True  # nothing to print: it is raised again

    def _keep(self, error: BaseException) -> None:
        """Keep the first thing that went wrong."""
        self._error = self._error or error

    def raise_errors(self) -> None:
        """Raise what kept the properties from being judged; check that each of them has exactly one outcome."""
        if self._error is not None:
            raise self._error
        judged = [outcome.name for outcome in self._session.outcomes]
        if judged != [plugin.property_name(item) for item in self._collected]:
            raise JudgeError(f"{len(self._collected)} properties were collected, {len(judged)} judged: {judged}")


def _raised_below(folder: Path, error: BaseException) -> bool:
    """Whether code in a folder had a hand in an exception."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code.co_filename.startswith(f"{folder}{os.sep}") for frame, _ in frames)


def _last_error(text: str) -> str:
    """The line of pytest's output that names the exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")]
    return (marked or lines or ["for an unknown reason"])[-1]
