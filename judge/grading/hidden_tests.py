"""Have pytest collect a challenge's hidden tests once, then run them against one submission after another.

pytest is driven by its hooks, not by `pytest.main`, which would collect anew for every submission. Its exit status, reports and
printing decide nothing. Outcomes are entered in the session by the plugin as properties run; here is checked that what was
collected is what ran, in the order of the test file, and what kept a test from being a property.
"""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import pytest
from _pytest import config as pytest_config

from judge.challenge import Challenge
from judge.errors import ChallengeError, JudgeError
from judge.grading import fixtures, hypothesis_engine, plugin, spec_examples  # noqa: F401  # see leaving_no_bytecode
from judge.grading.decide import Decision
from judge.grading.session import ChallengeSession, Property
from judge.grading.surroundings import ModulesOf, leaving_no_bytecode, shielded
from judge.model import Cause, Verdict

Progress = Callable[[int, int], None]
"""Called before each property with its number, from 1, and how many there are."""

_OPTIONS: Final = (
    f"--config-file={os.devnull}",
    "--import-mode=importlib",
    "--strict-markers",  # a misspelt mark would silently change what a property is worth
    "--capture=no",  # what tests print is dropped here: pytest's capturing would last from one submission to the next
    # What only prints, stores, or watches what is watched here already.
    *(f"-pno:{name}" for name in ("terminal", "cacheprovider", "junitxml", "doctest", "logging", "warnings")),
    *(f"-pno:{name}" for name in ("debugging", "pastebin", "setuponly", "setupplan")),
    "-pno:subtests",  # it swallows what fails in a `with subtests.test()`, to tell only pytest's own reports
    # What changes the whole process, which belongs to the caller.
    *(f"-pno:{name}" for name in ("faulthandler", "unraisableexception", "threadexception")),
)


@dataclass(frozen=True, slots=True)
class HiddenProperty:
    """A property before any submission is judged.

    Attributes:
        described: What reports say of it.
        place: The file and line of its test, `spec.md` for the examples of the statement.
        is_generated: Whether Hypothesis makes its inputs.
    """

    described: Property
    place: tuple[Path, int]
    is_generated: bool


class HiddenTests:
    """The hidden tests of a challenge, collected; a context manager that has pytest forget them.

    Raises:
        ChallengeError: A test file cannot be imported, or its tests are none that can be judged.
        JudgeError: The judge cannot go on.
    """

    def __init__(self, challenge: Challenge) -> None:
        self._challenge = challenge
        self._folder = challenge.folder.resolve()
        self._modules = ModulesOf(self._folder, ["conftest", *(test.stem for test in challenge.tests)])
        self._driver = _Driver(challenge)
        self._config: Any = None
        self._session: Any = None
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.close)
            with self._at_work():
                self._collect()
            on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def properties(self) -> list[HiddenProperty]:
        """What there is to judge, in the order of judging."""
        return [
            HiddenProperty(
                described=plugin.describe(item),
                place=(item.path, (item.location[1] or 0) + 1),
                is_generated=hasattr(getattr(item, "obj", None), "hypothesis"),
            )
            for item in self._driver.collected
        ]

    def run(
        self,
        session: ChallengeSession,
        progress: Progress | None = None,
        *,
        only: Collection[str] | None = None,
        stop_at_failure: bool = False,
    ) -> None:
        """Judge the session's submission; the session has the outcomes afterwards.

        Args:
            session: Has the submission, and takes the outcomes.
            progress: Told of each property before it runs.
            only: Names of the properties to run; all without it.
            stop_at_failure: Run no property after the first that is not accepted.

        Raises:
            ChallengeError: A hidden test ends the whole run.
            JudgeError: The judge cannot go on.
        """
        items = [item for item in self._driver.collected if only is None or plugin.property_name(item) in only]
        self._driver.session = session
        self._config.stash[plugin.SESSIONS] = {self._folder: session}
        judged = 0
        with self._at_work():
            for number, item in enumerate(items, start=1):
                if progress is not None:
                    progress(number, len(items))
                judged = number
                # The last one takes down what fixtures set up, so that the next submission begins with new ones.
                item.ihook.pytest_runtest_protocol(item=item, nextitem=items[number] if number < len(items) else None)
                self._driver.raise_errors()
                if stop_at_failure and session.outcomes and session.outcomes[-1].verdict is not Verdict.ACCEPTED:
                    break
            if judged < len(items):
                self._session._setupstate.teardown_exact(None)  # noqa: SLF001  # as the protocol does after the last test
        wanted = [plugin.property_name(item) for item in items[:judged]]
        outcomes = [outcome.name for outcome in session.outcomes]
        if outcomes != wanted:
            raise JudgeError(f"{len(wanted)} properties were to be judged, {len(outcomes)} were: {outcomes}")

    def close(self) -> None:
        """Have pytest take down all that it set up. Can be called again."""
        config, self._config = self._config, None
        if config is None:
            return
        with self._at_work():
            try:
                if self._session is not None:
                    config.hook.pytest_sessionfinish(session=self._session, exitstatus=pytest.ExitCode.OK)
            finally:
                config._ensure_unconfigure()  # noqa: SLF001  # what pytest.main ends with

    def _collect(self) -> None:
        arguments = [
            f"--rootdir={self._folder}",
            f"--confcutdir={self._folder}",
            *_OPTIONS,
            str(self._folder / self._challenge.spec.name),
            *(str(self._folder / test.name) for test in self._challenge.tests),
        ]
        try:
            # The steps of `pytest.main`, as far as the collection.
            self._config = pytest_config._prepareconfig(arguments, [plugin, self._driver])  # noqa: SLF001
            self._config._do_configure()  # noqa: SLF001
            session = pytest.Session.from_config(self._config)
            self._config.hook.pytest_sessionstart(session=session)
            self._session = session  # not before: whoever is interrupted has nothing to finish until it has started
            self._config.hook.pytest_collection(session=session)
        except pytest_config.ConftestImportFailure as error:
            what = f"{error.path.name} cannot be imported: {type(error.cause).__name__}: {error.cause}"
            raise ChallengeError(f"{self._challenge.folder}: pytest cannot begin: {what}") from error
        except pytest.UsageError as error:
            self._driver.raise_errors()
            raise ChallengeError(f"{self._challenge.folder}: pytest cannot begin: {error}") from error
        self._driver.raise_errors()

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """Run code of the challenge: shielded, with its own modules, its printing dropped, its exits caught."""
        folder = os.getcwd()  # noqa: PTH109
        try:
            with (
                shielded(),
                leaving_no_bytecode(),
                self._modules.in_place(),
                contextlib.redirect_stdout(_Nowhere()),
                contextlib.redirect_stderr(_Nowhere()),
            ):
                yield
        except (JudgeError, KeyboardInterrupt):
            raise
        except BaseException as error:
            if isinstance(error, SystemExit | pytest.exit.Exception) or _raised_below(self._folder, error):
                what = f"a hidden test or a conftest.py ends the whole run: {error!r}"
                raise ChallengeError(f"{self._challenge.folder}: {what}") from error
            raise
        finally:
            os.chdir(folder)


class _Nowhere(io.TextIOWrapper):
    """A stream that keeps nothing, for what hidden tests print."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="replace")

    def write(self, text: str) -> int:
        return len(text)


class _Driver:
    """A pytest plugin: keeps what pytest would only print.

    Attributes:
        collected: The tests, in the order of their files.
        session: What the tests that run now are judged in.
    """

    def __init__(self, challenge: Challenge) -> None:
        self._folder = challenge.folder
        self._tests = challenge.tests
        self._error: BaseException | None = None
        self.collected: list[pytest.Item] = []
        self.session: ChallengeSession | None = None

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        # It belongs to the terminal plugin, but assertions of pytest before 9 ask for it.
        parser.addoption("--verbose", type=int, default=0)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.REPORTS_ELSEWHERE] = True

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        self.collected.append(item)

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
        """Refuse what would not be judged, whatever conftest files have done to it."""
        yield
        for item in self.collected:
            if item not in items:
                what = f"{plugin.property_name(item)} was taken out of the tests to run; a property must run or not be there"
                self._keep(ChallengeError(f"{self._folder / item.path.name}: {what}"))
            if type(item) not in {pytest.Function, plugin.SpecItem}:
                what = f"{plugin.property_name(item)} is a {type(item).__name__}; write a plain test function"
                self._keep(ChallengeError(f"{self._folder / item.path.name}: {what}"))
        with_tests = {item.path.name for item in self.collected}
        for test in self._tests:
            if test.name not in with_tests:
                self._keep(ChallengeError(f"{test}: there is no test function in it"))

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Enter a property whose test, or a fixture of it, ended in a way that is no outcome."""
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, JudgeError):
            self._keep(error)
        elif error is not None and self.session is not None:
            missing = getattr(error, "argname", None)
            what = f"there is no fixture {missing!r}" if missing else f"{type(error).__name__}: {error}"
            decision = Decision(
                Verdict.JUDGE_ERROR, Cause.NOT_RUN, message=f"the hidden test's {call.when} failed: {what}"
            )
            self.session.record_fault(plugin.describe(item), decision)

    def _keep(self, error: BaseException) -> None:
        """Keep the first thing that went wrong."""
        self._error = self._error or error

    def raise_errors(self) -> None:
        """Raise what keeps the properties from being judged; once."""
        error, self._error = self._error, None
        if error is not None:
            raise error


def _raised_below(folder: Path, error: BaseException) -> bool:
    """Whether code in a folder had a hand in an exception."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code.co_filename.startswith(f"{folder}{os.sep}") for frame, _ in frames)


def _last_error(text: str) -> str:
    """The line of pytest's output that names the exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")]
    return (marked or lines or ["for an unknown reason"])[-1]
