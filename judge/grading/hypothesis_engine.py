"""Every Hypothesis setting and internal that a verdict depends on, in one place.

Hypothesis changes its defaults by itself where a CI variable is set, keeps a database of failures between runs, and mixes
constants from whatever local modules happen to be loaded into what it generates. A verdict must depend on none of these.
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, configuration
from hypothesis._settings import local_settings
from hypothesis.control import _current_build_context
from hypothesis.errors import FailedHealthCheck, InvalidArgument, StopTest, Unsatisfiable, UnsatisfiedAssumption
from hypothesis.internal import observability
from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.entropy import deterministic_PRNG
from hypothesis.statistics import collector
from hypothesis.strategies._internal.core import DataObject

from judge.storage import cache_folder

_EXHAUSTED: Final = "nothing left to do"
_CHECKED_BY_AUTHORS: Final = (HealthCheck.filter_too_much,)


def _pin(
    base: hypothesis.settings | None, phases: tuple[Phase, ...] = (Phase.explicit, Phase.generate, Phase.shrink)
) -> Any:  # noqa: ANN401
    """Settings with everything but the number of examples fixed."""
    return hypothesis.settings(
        base or hypothesis.settings.get_profile("default"),
        backend="hypothesis",
        database=None,
        deadline=None,
        derandomize=False,
        phases=phases,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=[check for check in HealthCheck if check not in _CHECKED_BY_AUTHORS],
        verbosity=Verbosity.quiet,
        **({} if base else {"max_examples": 100, "stateful_step_count": 50}),
    )


@contextlib.contextmanager
def default_profile() -> Iterator[None]:
    """Make the judge's settings the default, for the time in which a hidden test file is imported."""
    kind: Any = hypothesis.settings
    name, profiles = kind.get_current_profile_name(), dict(kind._profiles)  # noqa: SLF001  # there is no way to forget one
    with local_settings(_pin(None)), _undisturbed():
        try:
            yield
        finally:
            kind._profiles = profiles  # noqa: SLF001  # without those that the file registered
            kind.load_profile(name)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep out what differs from process to process, and write nothing where the judge is called.

    Constants of the modules that happen to be loaded are not generated, and observers that an environment variable installs see
    nothing. What is left for Hypothesis to store are tables of Unicode, which take it more than a second to compute.
    """
    # There are settings for none of this.
    nothing = Constants()
    replacements: list[tuple[Any, str, Any]] = [
        (providers, "_get_local_constants", lambda: nothing),
        (providers, "CONSTANTS_CACHE", LRUCache(1024)),
        (observability, "_callbacks", {}),
        (observability, "_callbacks_all_threads", []),
        (configuration, "__hypothesis_home_directory", _home_folder()),
    ]
    replacements = [entry for entry in replacements if hasattr(entry[0], entry[1])]  # versions differ in what they have
    before = [(module, name, getattr(module, name)) for module, name, _ in replacements]
    for module, name, value in replacements:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def _random_states() -> list[str]:
    numpy_random = sys.modules.get("numpy.random")
    states: list[object] = [random.getstate()]
    if numpy_random is not None:
        states.append([part.tolist() if hasattr(part, "tolist") else part for part in numpy_random.get_state()])
    return [repr(state) for state in states]


def _home_folder() -> Path:
    folder = cache_folder()
    return folder / "hypothesis" if folder else Path(os.devnull)  # below a file nothing can be created: it does without


class HypothesisTest:
    """A test function that `@given` made, opened up so that each example can be watched.

    Args:
        function: The test function, possibly a bound method.

    Attributes:
        inner: The test's body as its author wrote it.
        max_examples: Valid examples that the test asks for.
        stopped_because: Why the last run stopped, in Hypothesis's words; None if it never got past the explicit examples.
    """

    rejection: Final = UnsatisfiedAssumption
    """What `assume()` raises to reject an input."""

    control_exceptions: Final[tuple[type[BaseException], ...]] = (StopTest, UnsatisfiedAssumption)
    """What steers the engine from inside an example and says nothing about the submission."""

    too_few_examples: Final[tuple[type[BaseException], ...]] = (FailedHealthCheck, Unsatisfiable)
    """What is raised where the test rejects so much that too little is left."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function
        self.stopped_because: str | None = None
        self._handle: Any = getattr(function, "__func__", function)
        self.inner: Callable[..., object] = self._handle.hypothesis.inner_test
        settings = getattr(self._handle, "_hypothesis_internal_use_settings", None)
        self.max_examples: int = (
            settings.max_examples if settings else 0
        )  # a misused `@given` is found out by running it
        self.explicit_examples = len(getattr(self._handle, "hypothesis_explicit_examples", ()))
        self._self: tuple[object, ...] = (function.__self__,) if hasattr(function, "__self__") else ()

    @staticmethod
    def matches(function: Callable[..., object]) -> bool:
        """Whether a function is a Hypothesis test."""
        return hasattr(function, "hypothesis")

    def generated(self, arguments: dict[str, object], fixtures: dict[str, object]) -> dict[str, object]:
        """Those of the body's arguments that Hypothesis made."""
        own = {name: value for name, value in arguments.items() if name not in fixtures}
        return {name: value for name, value in own.items() if not self._self or value is not self._self[0]}

    def body(self, fixtures: dict[str, object], generated: dict[str, object]) -> Callable[[], object]:
        """The test's body with one example's arguments, to be run without Hypothesis."""
        return functools.partial(self.inner, *self._self, **fixtures, **generated)

    def seeded_body(self, fixtures: dict[str, object], generated: dict[str, object]) -> Callable[[], object]:
        """The same for a test that draws from `random` or `numpy.random`: with the numbers Hypothesis gives every example."""
        body = self.body(fixtures, generated)

        def run() -> None:
            with deterministic_PRNG():
                body()

        return run

    @staticmethod
    @contextlib.contextmanager
    def outside_hypothesis() -> Iterator[None]:
        """Run examples as when they are replayed: with nothing of Hypothesis's to draw from or tell."""
        with _current_build_context.with_value(None):
            yield

    @staticmethod
    @contextlib.contextmanager
    def noticing_draws(notice: Callable[[], None]) -> Iterator[None]:
        """Run an example with the random numbers Hypothesis gives every one, and notice if it uses them."""
        with deterministic_PRNG():
            before = _random_states()
            yield
            if _random_states() != before:
                notice()

    @staticmethod
    def draws_interactively(kwargs: dict[str, object]) -> bool:
        """Whether an example draws values while it runs (`st.data()`), so that it cannot be run again on its own."""
        return any(isinstance(value, DataObject) for value in kwargs.values())

    def run(self, example: Callable[..., object], fixtures: dict[str, object], seed: int, *, explicit: bool) -> None:
        """Let Hypothesis run `example` in place of the test's body.

        Args:
            example: Called once per example with the arguments of the test's body.
            fixtures: Arguments that do not come from strategies.
            seed: Decides everything that is generated.
            explicit: Whether `@example` values are run too.

        Raises:
            BaseException: What Hypothesis reports of a failure.
        """
        self.stopped_because = None
        handle = self._handle
        settings = getattr(handle, "_hypothesis_internal_use_settings", None)
        if settings is None:
            self.function(**fixtures)  # what a misused `@given` leaves: it says what is wrong
            raise InvalidArgument("@given made no test of this function")
        before = settings, handle._hypothesis_internal_use_seed, handle.hypothesis.inner_test  # noqa: SLF001
        phases = (Phase.explicit, Phase.generate, Phase.shrink) if explicit else (Phase.generate, Phase.shrink)
        handle._hypothesis_internal_use_settings = _pin(settings, phases)  # noqa: SLF001
        handle._hypothesis_internal_use_seed = seed  # noqa: SLF001
        handle.hypothesis.inner_test = example
        try:
            with _undisturbed(), collector.with_value(self._keep_reason):  # type: ignore[arg-type]  # annotated as None only
                self.function(**fixtures)
        finally:
            (
                handle._hypothesis_internal_use_settings,  # noqa: SLF001
                handle._hypothesis_internal_use_seed,  # noqa: SLF001
                handle.hypothesis.inner_test,
            ) = before

    def _keep_reason(self, figures: dict[str, Any]) -> None:
        self.stopped_because = figures.get("stopped-because")

    @property
    def exhausted(self) -> bool:
        """Whether the last run stopped because there is no further example to try."""
        return self.stopped_because == _EXHAUSTED
