"""`judge grade`: judge a whole class, or hundreds of thousands of files."""

from __future__ import annotations

import collections
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.cli.streams import ProgressLine, progress_line, say
from judge.errors import UsageError
from judge.model import Verdict
from judge.sandbox.levels import IsolationPolicy

if TYPE_CHECKING:
    from judge.batch.executors import ExecutorChoice
    from judge.batch.results import ResultFile
    from judge.batch.sources import Source

_NOT_ALL_ACCEPTED: Final = 1
_JUDGE_ERROR: Final = 3
_SECONDS_BETWEEN_LINES: Final = 15.0
_ON_THEIR_WAY_PER_PROCESS: Final = 3


class _Shard(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """I/N, such as 3/16."""

    name = "I/N"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        index, _, count = value.partition("/")
        if not (index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
            self.fail(f"{value!r} is no shard; write I/N with I from 1 to N, such as 3/16", param, ctx)
        return int(index), int(count)


@click.command(name="grade", short_help="Judge many submissions.")
@click.argument("challenge")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
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
    from judge.batch.batch import Batch  # noqa: PLC0415  # after the arguments are known to be good
    from judge.batch.executors import choose_executor  # noqa: PLC0415
    from judge.batch.results import RESULTS_FILE, ResultFile  # noqa: PLC0415
    from judge.batch.tasks import judge_task  # noqa: PLC0415
    from judge.report.batch.reports import write_reports  # noqa: PLC0415

    batch = _Inputs(load_challenge(find_challenge(challenge)), paths, shard)
    total = batch.check()
    chosen = choose_executor(executor)
    if chosen.is_local:
        _check_isolation(batch.default, IsolationPolicy(isolation))
    settings = {"challenges": batch.digests, "seed": seed, "shard": list(shard) if shard else None, **_versions()}
    with ResultFile(Path(output), settings, resume=resume) as results, progress_line() as line:
        if len(results):
            say(f"judge: {len(results):,} of {total:,} are judged already", to_errors=True)
        show = _Progress(results, total, line)
        make = partial(_make_task, chosen, seed=seed, isolation=isolation)
        Batch(
            chosen.open,
            judge_task,
            make,
            results,
            at_a_time=chosen.processes * _ON_THEIR_WAY_PER_PROCESS,
            progress=show.count,
        ).run(batch.sources())
        line.show("writing the reports …")
        write_reports(Path(output) / RESULTS_FILE)
        results.finish()
        counts = dict(results.counts)
    say(_summarise(counts, total, Path(output)))
    if counts.get(Verdict.JUDGE_ERROR):
        return _JUDGE_ERROR
    return 0 if set(counts) == {Verdict.ACCEPTED} else _NOT_ALL_ACCEPTED


class _Inputs:
    """What a batch judges: the submissions, each with its challenge."""

    def __init__(self, default: Challenge, paths: tuple[str, ...], shard: tuple[int, int] | None) -> None:
        self.default = default
        self._paths = paths
        self._shard = shard
        self._challenges: dict[str | None, Challenge] = {None: default}

    def check(self) -> int:
        """Look at all sources once: they can be found, and no id comes twice.

        Returns:
            How many there are to judge.
        """
        from judge.batch.sources import find_sources, in_shard  # noqa: PLC0415

        seen = sqlite3.connect("")  # on disk, and gone when it is closed: there may be millions
        seen.execute("CREATE TABLE ids (id TEXT PRIMARY KEY) WITHOUT ROWID")
        number = count = 0
        for source in find_sources(self._paths):
            if seen.execute("INSERT OR IGNORE INTO ids VALUES (?)", (_storable(source.id),)).rowcount == 0:
                if source.text is None:
                    continue  # a file that two of the paths mean
                raise UsageError(f"{source.place}: the id {source.id!r} came before; each submission needs its own")
            self._challenge_of(source)
            count += self._shard is None or in_shard(number, self._shard)
            number += 1
        seen.close()
        if number == 0:
            raise UsageError(f"there is no submission in {', '.join(self._paths)}; a submission is a .py file")
        return count

    def sources(self) -> Iterator[tuple[Source, Challenge]]:
        """The submissions of the shard, with their challenges."""
        from judge.batch.sources import find_sources, in_shard  # noqa: PLC0415

        for number, source in enumerate(find_sources(self._paths)):
            if self._shard is None or in_shard(number, self._shard):
                yield source, self._challenge_of(source)

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every challenge that a submission is for, by its name."""
        return {challenge.name: challenge.digest for challenge in self._challenges.values()}

    def _challenge_of(self, source: Source) -> Challenge:
        if source.challenge not in self._challenges:
            try:
                self._challenges[source.challenge] = load_challenge(find_challenge(str(source.challenge)))
            except UsageError as error:
                raise UsageError(f"{source.place}: {error}") from error
        return self._challenges[source.challenge]


class _Progress:
    """Shows how far a batch is: on a terminal always, elsewhere a line now and then."""

    def __init__(self, results: ResultFile, total: int, line: ProgressLine) -> None:
        self._results = results
        self._total = total
        self._line = line
        self._before = len(results)
        self._began = self._told = time.monotonic()

    def count(self) -> None:
        now = time.monotonic()
        if self._line.is_shown:
            self._line.show(self._describe(now))
        elif now - self._told > _SECONDS_BETWEEN_LINES:
            self._told = now
            say(f"judge: {self._describe(now)}", to_errors=True)

    def _describe(self, now: float) -> str:
        done = len(self._results)
        rate = (done - self._before) / max(now - self._began, 1e-6)
        left = (self._total - done) / rate if rate else 0.0
        counts = collections.Counter({Verdict(name).short: count for name, count in self._results.counts.items()})
        shown = " ".join(f"{name} {count:,}" for name, count in counts.most_common())
        return f"{done:,} of {self._total:,} · {rate:.1f}/s · {_duration(left)} left · {shown}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _make_task(
    chosen: ExecutorChoice, challenge: Challenge, source: bytes, path: str, *, seed: int, isolation: str
) -> dict[str, Any]:
    from judge.batch.tasks import make_task  # noqa: PLC0415

    folder = str(challenge.folder.resolve()) if chosen.is_local else ""
    return make_task(folder, challenge.digest, source, path, seed=seed, isolation=isolation)


def _check_isolation(challenge: Challenge, policy: IsolationPolicy) -> None:
    """Refuse before anything is judged, not once for every submission."""
    if policy is IsolationPolicy.REQUIRED:
        from judge.host.host import Host  # noqa: PLC0415
        from judge.sandbox.levels import require  # noqa: PLC0415

        with Host(0, challenge.limits, challenge.secrets()) as host:
            require(host.isolation)


def _summarise(counts: dict[str, int], total: int, output: Path) -> str:
    shown = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))
    return f"{total:,} submissions: {shown}\nreports in {output}: report.html, results.csv, results.jsonl, summary.json"


def _versions() -> dict[str, Any]:
    import platform  # noqa: PLC0415

    from judge import __version__  # noqa: PLC0415

    return {"judge": __version__, "python": platform.python_version()}


def _storable(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
