"""`judge grade`: judge a whole class, or hundreds of thousands of files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.cli.parameters import ChallengeName, FilePath
from judge.cli.streams import ProgressLine, progress_line, say
from judge.model import Verdict
from judge.sandbox.levels import IsolationPolicy

if TYPE_CHECKING:
    from judge.batch.results import ResultFile

_NOT_ALL_ACCEPTED: Final = 1
_JUDGE_ERROR: Final = 3
_SECONDS_BETWEEN_LINES: Final = 15.0
_BAR_CHARACTERS: Final = 20


class _Shard(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """I/N, such as 3/16."""

    name = "I/N"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        index, _, count = value.partition("/")
        if not (index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
            self.fail(f"{value!r} is no shard; write I/N with I from 1 to N, such as 3/16", param, ctx)
        return int(index), int(count)


@click.command(name="grade", short_help="Judge many submissions.")
@click.argument("challenge", type=ChallengeName())
@click.argument("paths", metavar="PATH...", type=FilePath(), nargs=-1, required=True)
@click.option("--output", metavar="DIR", required=True, help="Folder for the results.")
@click.option("--resume", is_flag=True, help="Go on with a batch that was interrupted.")
@click.option(
    "--executor", default="local", show_default=True, metavar="local[:N]|dask:ADDRESS", help="Where to judge."
)
@click.option("--shard", type=_Shard(), help="Judge only the I-th of N parts; see judge merge.")
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--isolation",
    type=click.Choice([policy.value for policy in IsolationPolicy]),
    default=IsolationPolicy.REQUIRED.value,
    show_default=True,
    help="Whether to refuse where isolation is weaker than 'strong'.",
)
def command(
    challenge: str,
    paths: tuple[str, ...],
    output: str,
    executor: str,
    shard: tuple[int, int] | None,
    seed: int,
    isolation: str,
    *,
    resume: bool,
) -> int:
    """Judge all submissions at each PATH against CHALLENGE.

    A PATH is a Python file, a folder (every .py file below it), a pattern, or a .jsonl file with an object on each line: 'id',
    'source' and, if it is for another one, 'challenge'. DIR gets results.jsonl, a line for each submission as it is judged,
    and in the end results.csv, summary.json and report.html.

    Exit status: 0 all accepted, 1 some not, 2 usage error or invalid challenge, 3 some could not be judged.

    \b
    Examples:
      judge grade primes class/ --output graded
      judge grade primes generated.jsonl --output graded --resume
    """  # noqa: D301  # the escape is click's
    from judge.batch.batch import Batch, versions  # noqa: PLC0415  # after the arguments are known to be good
    from judge.batch.executors import find_processes  # noqa: PLC0415
    from judge.batch.inputs import Inputs  # noqa: PLC0415
    from judge.batch.results import RESULTS_FILE, ResultFile  # noqa: PLC0415
    from judge.report.batch.reports import write_reports  # noqa: PLC0415

    with (
        Inputs(load_challenge(find_challenge(challenge)), paths, shard) as inputs,
        find_processes(executor) as processes,
    ):
        digests = {each.name: each.digest for each in inputs.challenges}
        settings = {"challenges": digests, "seed": seed, "shard": list(shard) if shard else None, **versions()}
        with ResultFile(Path(output), settings, resume=resume) as results, progress_line() as line:
            if len(results):
                say(f"judge: {len(results):,} of {inputs.count:,} are judged already", to_errors=True)
            if processes.are_local:
                _check_isolation(inputs.default, IsolationPolicy(isolation))
            elif not processes.count():
                say("judge: waiting for the first worker", to_errors=True)
            for each in inputs.challenges:
                processes.send(each)
            show = _Progress(results, inputs.count, line)
            Batch(processes, results, seed=seed, isolation=isolation, progress=show.count).run(inputs)
            line.show("writing the reports …")
            write_reports(Path(output) / RESULTS_FILE)
            results.finish(inputs.in_sight)
            counts = dict(results.counts)
    say(summarise(counts, Path(output)))
    return exit_status(counts)


def summarise(counts: dict[str, int], output: Path) -> str:
    """What became of a batch, in two lines."""
    shown = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))
    total = sum(counts.values())
    return (
        f"{total:,} submission{'' if total == 1 else 's'}: {shown or 'none'}\n"
        f"reports in {output}: report.html, results.csv, results.jsonl, summary.json"
    )


def exit_status(counts: dict[str, int]) -> int:
    """The exit status of a batch with so many results of each verdict."""
    if counts.get(Verdict.JUDGE_ERROR):
        return _JUDGE_ERROR
    return 0 if set(counts) <= {Verdict.ACCEPTED} else _NOT_ALL_ACCEPTED


class _Progress:
    """Shows how far a batch is: on a terminal always, elsewhere a line now and then."""

    def __init__(self, results: ResultFile, total: int, line: ProgressLine) -> None:
        self._results = results
        self._total = total
        self._line = line
        self._before = len(results)
        self._began = self._told = time.monotonic()
        self.show()

    def count(self) -> None:
        """One more is judged."""
        now = time.monotonic()
        if self._line.is_shown:
            self.show()
        elif now - self._told > _SECONDS_BETWEEN_LINES:
            self._told = now
            say(f"judge: {self._describe(now)}", to_errors=True)

    def show(self) -> None:
        """Show a bar, if there is a terminal; what does not fit in its line would be left there."""
        share = min(1.0, len(self._results) / max(1, self._total))
        bar = f"[{'#' * int(share * _BAR_CHARACTERS):-<{_BAR_CHARACTERS}}]"
        columns = shutil.get_terminal_size().columns
        self._line.show(f"{bar} {self._describe(time.monotonic())}"[: columns - 1])

    def _describe(self, now: float) -> str:
        done = len(self._results)
        rate = (done - self._before) / max(now - self._began, 1e-6)
        left = f", {_duration((self._total - done) / rate)} left" if rate else ""
        counts = sorted(self._results.counts.items(), key=lambda item: -item[1])
        shown = " ".join(f"{Verdict(name).short} {count:,}" for name, count in counts)
        return f"{done:,} of {self._total:,}, {rate:.1f}/s{left}  {shown}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _check_isolation(challenge: Challenge, policy: IsolationPolicy) -> None:
    """Refuse before anything is judged, not once for every submission."""
    if policy is IsolationPolicy.REQUIRED:
        from judge.host.host import Host  # noqa: PLC0415
        from judge.sandbox.levels import require  # noqa: PLC0415

        with Host(0, challenge.limits, challenge.secrets()) as host:
            require(host.isolation)
