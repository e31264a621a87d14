"""`judge run`: judge one submission and report."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Callable, Iterator
from typing import Final

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.outputs import FORMATS, plan_outputs, write_outputs, write_plain
from judge.cli.parameters import ChallengeName, FilePath
from judge.cli.remembering import remember
from judge.cli.streams import progress_line, say
from judge.errors import UsageError
from judge.model import Feedback, Verdict
from judge.sandbox.levels import LAYERS, IsolationPolicy

_EXIT_STATUS: Final = {Verdict.ACCEPTED: 0, Verdict.JUDGE_ERROR: 3}
_NOT_ACCEPTED: Final = 1


@click.command(name="run", short_help="Judge one submission.")
@click.argument("challenge", type=ChallengeName())
@click.argument("submissions", metavar="SUBMISSION...", type=FilePath(), nargs=-1, required=True)
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="[FORMAT:]FILE",
    help="Write the report to FILE instead of standard output, or one in FORMAT besides. Can be repeated.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Decides what the hidden tests generate.",
)
@click.option(
    "--feedback",
    type=click.Choice([level.value for level in Feedback]),
    help="How much the report shows.  [default: the challenge's own policy]",
)
@click.option(
    "--explain", is_flag=True, help="Show the source of properties that do not hold, if the policy allows it."
)
@click.option(
    "--isolation",
    type=click.Choice([policy.value for policy in IsolationPolicy]),
    default=IsolationPolicy.BEST_EFFORT.value,
    show_default=True,
    help="Whether to refuse where isolation is weaker than 'strong'.",
)
@click.option(
    "--timing",
    type=click.Choice(["brief", "thorough", "none"]),
    default="brief",
    show_default=True,
    help="How long to measure the runtime of an accepted submission beside the reference's: half a second, six, or not.",
)
@click.option("--no-timing", "timing", flag_value="none", help="The same as --timing none.")
@click.option("--no-history", is_flag=True, help="Do not enter the result in the history.")
@click.option("--without", multiple=True, type=click.Choice(LAYERS), hidden=True)  # for tests of the layers
def command(
    challenge: str,
    submissions: tuple[str, ...],
    format_name: str,
    outputs: tuple[str, ...],
    seed: int,
    feedback: str | None,
    isolation: str,
    timing: str,
    without: tuple[str, ...],
    *,
    explain: bool,
    no_history: bool,
) -> int:
    """Judge SUBMISSION, a Python file or - for standard input, against CHALLENGE.

    CHALLENGE is a challenge folder, or the bare name of one below ./challenges. Several submissions are compared.

    Exit status: 0 all accepted, 1 not accepted, 2 usage error or invalid challenge, 3 the judge could not do its work.

    \b
    Examples:
      judge run challenges/primes my_solution.py
      judge run primes - --format json < my_solution.py
      judge run primes my_solution.py --feedback everything --explain
      judge run primes my_solution.py --output json:result.json --output junit:result.xml
      judge run primes first.py second.py
    """  # noqa: D301  # the escape is click's
    loaded = load_challenge(find_challenge(challenge))
    planned = plan_outputs(format_name, outputs)
    level = Feedback(feedback) if feedback else loaded.feedback
    policy = IsolationPolicy(isolation)
    if len(submissions) > 1:
        from judge.cli.comparing import compare  # noqa: PLC0415  # only where there is something to compare

        others = [output.format_name for output in planned if output.format_name != "text"]
        if others:
            raise UsageError(f"the format {others[0]} is for one submission; judge grade writes results of many")
        write = functools.partial(write_plain, planned)
        grades = compare(loaded, submissions, level, seed=seed, isolation=policy, without=without, write=write)
        remember(*grades, wanted=not no_history)
        return max(_EXIT_STATUS.get(each.verdict, _NOT_ACCEPTED) for each in grades)
    (submission,) = submissions
    with progress_line() as line, _no_collections() as collect_again:
        from judge.grading.grade import grade  # noqa: PLC0415  # after the arguments are known to be good
        from judge.timing.race import EFFORTS  # noqa: PLC0415

        def progress(number: int, total: int) -> None:
            if number == 1:  # everything is loaded
                collect_again()
            line.show(f"property {number} of {total} …")

        effort = EFFORTS.get(timing)
        result = grade(
            loaded, submission, seed=seed, isolation=policy, without=without, progress=progress, effort=effort
        )
    if explain and level is Feedback.EVERYTHING:
        from judge.grading.property_source import with_sources  # noqa: PLC0415

        result = with_sources(result, loaded)
    elif explain:
        say("judge: the feedback policy keeps the source of properties; it takes --feedback everything", to_errors=True)
    write_outputs(planned, result, level)
    if not no_history:
        from judge.report.feedback import redact  # noqa: PLC0415

        remember(redact(result, level))
    return _EXIT_STATUS.get(result.verdict, _NOT_ACCEPTED)


@contextlib.contextmanager
def _no_collections() -> Iterator[Callable[[], None]]:
    """Look for no garbage while libraries are loaded, nor later among what they hold: there is none, and looking takes long."""

    def collect_again() -> None:
        gc.freeze()
        gc.enable()

    gc.disable()
    try:
        yield collect_again
    finally:
        gc.enable()
