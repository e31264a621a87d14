"""`judge bench`: several submissions side by side, measured beside the reference."""

from __future__ import annotations

import shutil
from typing import Final

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.outputs import plan_outputs, write_plain
from judge.cli.streams import progress_line
from judge.errors import UsageError
from judge.model import Bench, Verdict
from judge.sandbox.levels import IsolationPolicy

_FORMATS: Final = ("text", "json", "html")


@click.command(name="bench", short_help="Compare the runtimes of several submissions.")
@click.argument("challenge")
@click.argument("submissions", metavar="FILE...", nargs=-1, required=True)
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    "outputs",
    metavar="[FORMAT:]FILE",
    multiple=True,
    help="Write the report to FILE instead of standard output, or one in FORMAT besides. Can be repeated.",
)
@click.option(
    "--timing",
    type=click.Choice(["brief", "thorough"]),
    default="thorough",
    show_default=True,
    help="How long to measure: about half a second for each submission, or six.",
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--isolation",
    type=click.Choice([policy.value for policy in IsolationPolicy]),
    default=IsolationPolicy.BEST_EFFORT.value,
    show_default=True,
    help="Whether to refuse where isolation is weaker than 'strong'.",
)
def command(
    challenge: str,
    submissions: tuple[str, ...],
    format_name: str,
    outputs: tuple[str, ...],
    timing: str,
    seed: int,
    isolation: str,
) -> int:
    """Judge each FILE against CHALLENGE, then measure the accepted ones in turn beside the reference.

    The report ranks them by their time over the reference's, with 95 % intervals; those that cannot be told apart share a rank.
    It says how each one's time grows with the size of the input, and how much memory it takes.

    Exit status: 0 all accepted, 1 some not, 2 usage error or invalid challenge, 3 the judge could not do its work.

    \b
    Examples:
      judge bench primes mine.py yours.py
      judge bench primes mine.py yours.py hers.py --output html:bench.html
    """  # noqa: D301  # the escape is click's
    planned = plan_outputs(format_name, outputs, _FORMATS)
    loaded = load_challenge(find_challenge(challenge))
    with progress_line() as line:
        from judge.grading.bench import bench  # noqa: PLC0415  # after the arguments are known to be good
        from judge.timing.race import EFFORTS  # noqa: PLC0415

        policy = IsolationPolicy(isolation)
        result = bench(loaded, submissions, effort=EFFORTS[timing], seed=seed, isolation=policy, progress=line.show)
    failures = []
    for output in planned:
        try:
            write_plain([output], _render(result, output.format_name))
        except UsageError as error:  # the others are written all the same
            failures.append(str(error))
    if failures:
        raise UsageError("; ".join(failures))
    return 0 if all(entry.verdict is Verdict.ACCEPTED for entry in result.entries) else 1


def _render(result: Bench, format_name: str) -> str:
    if format_name == "json":
        from judge.report.bench.json import render_bench_json  # noqa: PLC0415

        return render_bench_json(result)
    if format_name == "html":
        from judge.report.bench.page import render_bench_page  # noqa: PLC0415

        return render_bench_page(result)
    from judge.report.bench.text import render_bench_text  # noqa: PLC0415

    return render_bench_text(result, width=shutil.get_terminal_size().columns)
