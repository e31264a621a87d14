"""A warm grader: one challenge's hidden tests collected once, one submission judged after another.

What is kept between submissions is the author's alone: the collected tests, the recorded examples, and the hosts, which never
see a byte of a submission. Each submission gets a worker, a session and the reference solution of its own.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from judge.challenge import Challenge
from judge.grading.plan import COMPLETE, Plan
from judge.grading.surroundings import leaving_no_bytecode, shielded
from judge.host.candidate import Candidate
from judge.host.host import Host, wants_numpy
from judge.model import Grade, Isolation, Limits, Verdict
from judge.sandbox.levels import IsolationPolicy, require

if TYPE_CHECKING:
    from judge.grading.hidden_tests import HiddenProperty, HiddenTests
    from judge.grading.recording_store import RecordingStore
    from judge.grading.session import ChallengeSession, Recordings, Watch
    from judge.host.foresight import ForeseenCalls

_HOSTS_KEPT: Final = 4


class Grader:
    """Judges submissions of one challenge; a context manager that ends the host processes.

    Args:
        challenge: The challenge.
        isolation: Whether to refuse where isolation is weaker than `strong`.
        without: Layers of containment to leave out. For the judge's own tests, which show what each layer is good for.
        store: Where recorded examples are kept from run to run; without it they last as long as the grader.
    """

    def __init__(
        self,
        challenge: Challenge,
        *,
        isolation: IsolationPolicy = IsolationPolicy.BEST_EFFORT,
        without: Collection[str] = (),
        store: RecordingStore | None = None,
    ) -> None:
        self.challenge = challenge
        self._isolation = isolation
        self._without = frozenset(without)
        self._store = store
        self._hosts: dict[tuple[int, Limits, bool], Host] = {}
        self._tests: HiddenTests | None = None
        self._recordings: dict[int, Recordings] = {}
        self._judged: set[int] = set()
        self._foreseen: dict[int, dict[str, ForeseenCalls]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def judge(
        self,
        source: bytes,
        path: str,
        *,
        seed: int = 0,
        plan: Plan = COMPLETE,
        progress: Callable[[int, int], None] | None = None,
        watch: Watch | None = None,
    ) -> Grade:
        """Judge a submission.

        Args:
            source: The submission's bytes, untrusted; they are run in a process of their own.
            path: Where they come from, for the report; tracebacks show its last part.
            seed: Decides everything that is generated; the same seed gives the same grade but for times and memory.
            plan: How far to go.
            progress: Called before each property with its number, from 1, and how many there are.
            watch: Told of each call of the submission, with the name of the property that makes it.

        Returns:
            The grade; a submission at fault is a verdict, never an exception.

        Raises:
            ChallengeError: The challenge's hidden tests or its reference cannot be used.
            IsolationError: Isolation is weaker than the policy requires.
            JudgeError: The judge itself cannot do its work on this machine.
        """
        if watch is None:
            self.prepare(seed)
        self._judged.add(seed)
        limits = plan.limits or self.challenge.limits
        name = path.rpartition("/")[2]
        host = self._host(seed, limits, numpy=wants_numpy(source))
        if self._isolation is IsolationPolicy.REQUIRED:
            require(host.isolation)
        # The worker starts and imports the submission while this process imports pytest and Hypothesis.
        with Candidate(source, name, self.challenge.entry_point, limits, seed, host) as candidate:
            tests = self._hidden_tests()
            from judge.grading.session import ChallengeSession  # noqa: PLC0415  # imports pytest

            with shielded(), leaving_no_bytecode():
                recordings = self._recordings_of(seed)
                known = len(recordings)
                foreseen = self._foreseen.get(seed)
                session = ChallengeSession(self.challenge, candidate, seed, recordings, plan, watch, foreseen)
            tests.run(session, progress, only=plan.only, stop_at_failure=plan.stop_at_failure)
            if self._store is not None and len(recordings) > known:
                self._store.save(seed, recordings)
        return _summarise(session, path, source, host.isolation)

    def prepare(self, seed: int = 0) -> None:
        """Do now what the next submission of a seed would have to wait for; nothing before the first one, or twice."""
        if seed in self._judged and seed not in self._foreseen:
            self._foresee(seed)

    @property
    def properties(self) -> list[HiddenProperty]:
        """The challenge's properties, in the order of judging."""
        return self._hidden_tests().properties

    def recordings(self, seed: int) -> Recordings:
        """The examples recorded so far for a seed."""
        return dict(self._recordings_of(seed))

    def close(self) -> None:
        """End the hosts, and have pytest forget the tests. Can be called again."""
        tests, self._tests = self._tests, None
        try:
            if tests is not None:
                tests.close()
        finally:
            while self._hosts:
                self._hosts.popitem()[1].close()

    def _hidden_tests(self) -> HiddenTests:
        if self._tests is None:
            with shielded():
                from judge.grading.hidden_tests import HiddenTests  # noqa: PLC0415  # imports pytest
            self._tests = HiddenTests(self.challenge)
        return self._tests

    def _host(self, seed: int, limits: Limits, *, numpy: bool) -> Host:
        key = seed, limits, numpy
        host = self._hosts.pop(key, None) or Host(seed, limits, self.challenge.secrets(), self._without, numpy=numpy)
        self._hosts[key] = host
        if len(self._hosts) > _HOSTS_KEPT:
            self._hosts.pop(next(iter(self._hosts))).close()  # the one that was not used for the longest time
        return host

    def _foresee(self, seed: int) -> None:
        """Learn which calls the properties make; worth it from the second submission on."""
        from judge.grading.foreseeing import CallWatch  # noqa: PLC0415  # imports pytest

        watch = CallWatch()
        source = self.challenge.reference.read_bytes()
        result = self.judge(source, str(self.challenge.reference), seed=seed, plan=Plan(explore=False), watch=watch)
        self._foreseen[seed] = watch.foreseen() if result.verdict is Verdict.ACCEPTED else {}

    def _recordings_of(self, seed: int) -> Recordings:
        if seed not in self._recordings:
            self._recordings[seed] = self._store.load(seed) if self._store is not None else {}
        return self._recordings[seed]


def _summarise(session: ChallengeSession, path: str, source: bytes, isolation: Isolation) -> Grade:
    from judge.grading.decide import decide_submission, score  # noqa: PLC0415  # imports pytest

    candidate = session.candidate
    verdict, cause = decide_submission(session.outcomes)
    unloadable = candidate.unloadable
    if unloadable is not None and all(outcome.verdict is unloadable.verdict for outcome in session.outcomes):
        message = unloadable.message
    elif verdict is Verdict.JUDGE_ERROR:
        message = "\n".join(session.faults) or "no property ran"
    else:  # faults of later properties: the verdict stands, the challenge's author should know
        message = "\n".join(session.faults)
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
