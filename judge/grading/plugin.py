"""The pytest plugin: makes the tests of a challenge folder properties of a submission.

`judge run` uses it, and so does plain `pytest challenges/primes`, which judges the reference or, with `--submission FILE`, a
file. It is installed for every pytest run of the environment, so it imports nothing of the judge's until it meets a challenge.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from judge.grading.session import ChallengeSession, Property

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
    """Register the marks of hidden tests."""
    config.addinivalue_line("markers", "points(n): what the property is worth (default 1)")
    config.addinivalue_line(
        "markers", "feedback(level): what candidates see of it: verdict, property or counterexample"
    )
    config.stash.setdefault(SESSIONS, {})


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers that a plain pytest run started."""
    if not config.stash.get(REPORTS_ELSEWHERE, False):
        for session in config.stash.get(SESSIONS, {}).values():
            session.candidate.close()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Have hidden test files imported under the judge's own Hypothesis settings."""
    if isinstance(collector, pytest.Module) and _is_challenge(collector.path.parent):
        from judge.grading.hypothesis_engine import default_profile  # noqa: PLC0415

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


@pytest.fixture(scope="module")
def solution(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401  # a judge.testing.EntryPoint
    """The candidate's entry point, called in its own process."""
    return challenge_session(request.config, request.path.parent).solution


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest) -> Callable[..., object]:
    """The reference solution, called directly."""
    return challenge_session(request.config, request.path.parent).reference


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
        checks = make_checks(self.path, session.challenge.entry_point, session.solution)
        _judge(self, lambda described: session.judge_examples(described, checks))


def challenge_session(config: pytest.Config, folder: Path) -> ChallengeSession:
    """The session of the challenge in a folder; in a plain pytest run it is begun at the first use."""
    sessions = config.stash[SESSIONS]
    folder = folder.resolve()
    if folder not in sessions:
        sessions[folder] = _begin_session(config, folder)
    return sessions[folder]


def _begin_session(config: pytest.Config, folder: Path) -> ChallengeSession:
    from judge.challenge import load_challenge  # noqa: PLC0415
    from judge.grading.session import ChallengeSession  # noqa: PLC0415
    from judge.grading.submission import read_submission  # noqa: PLC0415
    from judge.host.candidate import Candidate  # noqa: PLC0415

    challenge = load_challenge(folder)
    path = config.getoption("--submission") or str(challenge.reference)
    seed = config.getoption("--judge-seed")
    candidate = Candidate(read_submission(path), Path(path).name, challenge.entry_point, challenge.limits, seed)
    return ChallengeSession(challenge, candidate, seed)


def describe(item: pytest.Item) -> Property:
    """What a report says of a property: the test's name and the first line of its docstring."""
    from judge.grading.session import Property  # noqa: PLC0415
    from judge.model import Feedback  # noqa: PLC0415

    doc = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip()
    title = doc.splitlines()[0] if doc else item.name.removeprefix("test_").replace("_", " ")
    if isinstance(item, SpecItem):
        title = "The examples of the statement hold."
    points, feedback = item.get_closest_marker("points"), item.get_closest_marker("feedback")
    return Property(
        name=item.name,
        title=title,
        points=float(points.args[0]) if points else 1.0,
        feedback=Feedback(feedback.args[0]) if feedback else None,
    )


def _judge(item: pytest.Item, run: Callable[[Property], Any]) -> None:
    from judge.grading.decide import Decision  # noqa: PLC0415
    from judge.model import Cause, Verdict  # noqa: PLC0415

    described = describe(item)
    if item.get_closest_marker("xfail"):
        session = challenge_session(item.config, item.path.parent)
        what = "the hidden test is marked xfail, so whatever it finds would count as a pass; remove the mark"
        outcome = session.record_fault(described, Decision(Verdict.JUDGE_ERROR, Cause.NOT_RUN, message=what))
    else:
        outcome = run(described)
    if outcome.verdict is not Verdict.ACCEPTED and not item.config.stash.get(REPORTS_ELSEWHERE, False):
        from judge.report.text import describe_outcome  # noqa: PLC0415

        faults = challenge_session(item.config, item.path.parent).faults
        detail = faults[-1] if outcome.verdict is Verdict.JUDGE_ERROR else describe_outcome(outcome)
        pytest.fail(f"{outcome.verdict.value}: {detail}", pytrace=False)


def _is_challenge(folder: Path) -> bool:
    return (folder / "challenge.toml").is_file()
