"""The pytest plugin: makes the tests of a challenge folder properties of a submission.

`judge run` uses it, and so does plain `pytest challenges/primes`, which judges the reference or, with `--submission FILE`, a
file. It is installed for every pytest run of the environment, so it imports nothing of the judge's until it meets a challenge.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from judge.grading.session import ChallengeSession, Property
    from judge.model import Feedback

SESSIONS: pytest.StashKey[dict[Path, ChallengeSession]] = pytest.StashKey()
"""The challenge sessions of a pytest run by resolved folder."""

REPORTS_ELSEWHERE: pytest.StashKey[bool] = pytest.StashKey()
"""Set where outcomes are read from the session, so that pytest need not fail for them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of plain pytest runs."""
    group = parser.getgroup("judge", "judging submissions of coding challenges")
    group.addoption("--submission", metavar="FILE", help="the submission to judge instead of the challenge's reference")
    group.addoption(
        "--judge-seed", type=int, default=0, metavar="N", help="seed of what hidden tests generate (default 0)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of hidden tests, and look whether there is a submission where one is named."""
    config.addinivalue_line("markers", "points(n): what the property is worth (default 1)")
    config.addinivalue_line(
        "markers", "feedback(level): what candidates see of it: verdict, property, input, counterexample or everything"
    )
    config.addinivalue_line("markers", "hint(text): what candidates are told where it does not hold")
    config.stash.setdefault(SESSIONS, {})
    if config.getoption("--submission"):
        from judge.errors import UsageError  # noqa: PLC0415
        from judge.grading.submission import read_submission  # noqa: PLC0415

        try:
            read_submission(config.getoption("--submission"))
        except UsageError as error:
            raise pytest.UsageError(f"--submission: {error}") from None


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers that a plain pytest run started."""
    if not config.stash.get(REPORTS_ELSEWHERE, False):
        for session in config.stash.get(SESSIONS, {}).values():
            session.candidate.close()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Have hidden test files imported with the fixtures, and under the Hypothesis settings, that they are written for."""
    if isinstance(collector, pytest.Module) and _is_challenge(collector.path.parent):
        from judge.grading.fixtures import provide_fixtures  # noqa: PLC0415
        from judge.grading.hypothesis_engine import default_profile  # noqa: PLC0415

        provide_fixtures(collector)
        with default_profile():
            return (yield)
    return (yield)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the examples of a statement as the challenge's first property."""
    if file_path.name == "spec.md" and _is_challenge(file_path.parent):
        return SpecFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Judge a hidden test instead of merely running it."""
    if not _is_challenge(pyfuncitem.path.parent):
        return None
    session = challenge_session(pyfuncitem.config, pyfuncitem.path.parent)
    names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001  # as pytest's own implementation of this hook does
    fixtures = {name: pyfuncitem.funcargs[name] for name in names}
    _judge(pyfuncitem, lambda described: session.judge_test(described, pyfuncitem.obj, fixtures))
    return True


class SpecFile(pytest.File):
    """A challenge's `spec.md`."""

    def collect(self) -> Iterator[pytest.Item]:
        """One property for all examples, if there are any."""
        from judge.grading.spec_examples import read_spec_examples  # noqa: PLC0415

        if read_spec_examples(self.path):
            yield SpecItem.from_parent(self, name="spec_examples")


class SpecItem(pytest.Item):
    """All examples of a statement as one property."""

    def runtest(self) -> None:
        """Judge the property."""
        from judge.grading.spec_examples import make_checks  # noqa: PLC0415

        session = challenge_session(self.config, self.path.parent)
        name, solution = session.challenge.entry_point, session.solution
        _judge(self, lambda described: session.judge_examples(described, make_checks(self.path, name, solution)))


def challenge_session(config: pytest.Config, folder: Path) -> ChallengeSession:
    """The session of the challenge in a folder; in a plain pytest run it is begun at the first use."""
    sessions = config.stash[SESSIONS]
    folder = folder.resolve()
    if folder not in sessions:
        sessions[folder] = _begin_session(config, folder)
    return sessions[folder]


def _begin_session(config: pytest.Config, folder: Path) -> ChallengeSession:
    from judge.challenge import load_challenge  # noqa: PLC0415
    from judge.errors import JudgeError  # noqa: PLC0415
    from judge.grading.session import ChallengeSession  # noqa: PLC0415
    from judge.grading.submission import read_submission  # noqa: PLC0415
    from judge.host.candidate import Candidate  # noqa: PLC0415

    try:
        challenge = load_challenge(folder)
        path = config.getoption("--submission") or str(challenge.reference)
        seed = config.getoption("--judge-seed")
        source, name = read_submission(path), Path(path).name
        candidate = Candidate(source, name, challenge.entry_point, challenge.limits, seed, secret=challenge.secrets())
        return ChallengeSession(challenge, candidate, seed)
    except JudgeError as error:
        pytest.fail(f"judge_error: {error}", pytrace=False)


def describe(item: pytest.Item) -> Property:
    """What a report says of a property: the test's name and the first line of its docstring.

    Raises:
        ChallengeError: A mark of the test says something that is no number of points, level of feedback, or hint.
    """
    from judge.grading.session import Property  # noqa: PLC0415

    doc = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip()
    title = doc.splitlines()[0] if doc else item.name.removeprefix("test_").replace("_", " ")
    if isinstance(item, SpecItem):
        title = "The examples of the statement hold."
    return Property(
        name=property_name(item),
        title=title,
        points=_read_points(item),
        feedback=_read_feedback(item),
        hint=_read_hint(item),
    )


def property_name(item: pytest.Item) -> str:
    """The test's name in its file, with its class and parameters; where there are several files, with its file."""
    challenge_files = list(item.path.parent.glob("test_*.py"))
    names = [node.name for node in item.listchain() if isinstance(node, pytest.Class | pytest.Item)]
    if len(challenge_files) > 1 and not isinstance(item, SpecItem):
        names.insert(0, item.path.name)
    return "::".join(names)


def _read_points(item: pytest.Item) -> float:
    value = _only_argument(item, "points", 1)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        _refuse_mark(item, f"points({value!r})", "a number of points, zero or more, such as points(2)")
    return float(value)


def _read_feedback(item: pytest.Item) -> Feedback | None:
    from judge.model import Feedback  # noqa: PLC0415

    value = _only_argument(item, "feedback", None)
    if value is not None and value not in list(Feedback):
        _refuse_mark(item, f"feedback({value!r})", f"one of {', '.join(map(repr, map(str, Feedback)))}")
    return None if value is None else Feedback(value)


def _read_hint(item: pytest.Item) -> str:
    value = _only_argument(item, "hint", "")
    if not isinstance(value, str) or (item.get_closest_marker("hint") and not value.strip()):
        _refuse_mark(item, f"hint({value!r})", "a text, such as hint('What if the list is empty?')")
    return str(value)


def _only_argument(item: pytest.Item, name: str, default: Any) -> Any:  # noqa: ANN401
    """The argument of the mark nearest to the test, or the default where there is no such mark."""
    mark = item.get_closest_marker(name)
    if mark is None:
        return default
    if len(mark.args) != 1 or mark.kwargs:
        _refuse_mark(item, name, "exactly one value in parentheses")
    return mark.args[0]


def _refuse_mark(item: pytest.Item, mark: str, needed: str) -> NoReturn:
    from judge.errors import ChallengeError  # noqa: PLC0415

    raise ChallengeError(f"{item.path}: {property_name(item)}: the mark {mark} needs {needed}")


def _judge(item: pytest.Item, run: Callable[[Property], Any]) -> None:
    from judge.errors import JudgeError  # noqa: PLC0415
    from judge.grading.decide import Decision  # noqa: PLC0415
    from judge.model import Cause, Verdict  # noqa: PLC0415

    session = challenge_session(item.config, item.path.parent)
    reported_here = not item.config.stash.get(REPORTS_ELSEWHERE, False)
    try:
        described = describe(item)
        fault = _find_fault(item)
        if fault:
            outcome = session.record_fault(described, Decision(Verdict.JUDGE_ERROR, Cause.NOT_RUN, message=fault))
        else:
            outcome = run(described)
    except JudgeError as error:
        if reported_here:
            pytest.fail(f"judge_error: {error}", pytrace=False)
        raise
    if outcome.verdict is not Verdict.ACCEPTED and reported_here:
        from judge.report.text import describe_outcome  # noqa: PLC0415

        detail = session.faults[-1] if outcome.verdict is Verdict.JUDGE_ERROR else describe_outcome(outcome)
        pytest.fail(f"{outcome.verdict.value}: {detail}", pytrace=False)


def _find_fault(item: pytest.Item) -> str:
    """Why a test cannot be a property, if it cannot."""
    if item.get_closest_marker("xfail"):
        return "the hidden test is marked xfail, so whatever it finds would count as a pass; remove the mark"
    if inspect.iscoroutinefunction(getattr(item, "obj", None)):
        return "the hidden test is an async function, which nothing awaits; write a plain one"
    return ""


def _is_challenge(folder: Path) -> bool:
    return (folder / "challenge.toml").is_file()
