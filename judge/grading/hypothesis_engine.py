"""Every Hypothesis setting and internal that a verdict depends on, in one place.

Hypothesis changes its defaults by itself where a CI variable is set, keeps a database of failures between runs, and mixes
constants from whatever local modules happen to be loaded into what it generates. A verdict must depend on none of these.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.errors import StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.statistics import collector
from hypothesis.strategies._internal.core import DataObject

_PROFILE: Final = "judge"
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
    before = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile(_PROFILE, _pin(None))
    hypothesis.settings.load_profile(_PROFILE)
    try:
        yield
    finally:
        hypothesis.settings.load_profile(before)


@contextlib.contextmanager
def _no_local_constants() -> Iterator[None]:
    """Keep constants of loaded modules out of what is generated; they differ from process to process."""
    before = providers._get_local_constants  # noqa: SLF001  # there is no setting for it
    nothing = type(before())()
    providers._get_local_constants = lambda: nothing  # noqa: SLF001
    try:
        yield
    finally:
        providers._get_local_constants = before  # noqa: SLF001


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

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function
        self.stopped_because: str | None = None
        self._handle: Any = getattr(function, "__func__", function)
        self.inner: Callable[..., object] = self._handle.hypothesis.inner_test
        self.max_examples: int = self._handle._hypothesis_internal_use_settings.max_examples  # noqa: SLF001

    @staticmethod
    def matches(function: Callable[..., object]) -> bool:
        """Whether a function is a Hypothesis test."""
        return hasattr(function, "hypothesis")

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
        settings = handle._hypothesis_internal_use_settings  # noqa: SLF001
        before = settings, handle._hypothesis_internal_use_seed, handle.hypothesis.inner_test  # noqa: SLF001
        phases = (Phase.explicit, Phase.generate, Phase.shrink) if explicit else (Phase.generate, Phase.shrink)
        handle._hypothesis_internal_use_settings = _pin(settings, phases)  # noqa: SLF001
        handle._hypothesis_internal_use_seed = seed  # noqa: SLF001
        handle.hypothesis.inner_test = example
        try:
            with _no_local_constants(), collector.with_value(self._keep_reason):  # type: ignore[arg-type]  # annotated as None only
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
