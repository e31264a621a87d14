"""`judge verify`: whether challenges can be trusted; what continuous integration runs."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.challenge import find_challenge, list_challenges
from judge.cli.outputs import write_step_summary
from judge.cli.parameters import ChallengeName
from judge.cli.streams import color_wanted, flush_output, progress_line, say, say_report
from judge.errors import UsageError

if TYPE_CHECKING:
    from judge.package.verify.verification import Verification
    from judge.package.verify.workbench import Workbench

_NOT_VALID: Final = 1


@click.command(name="verify", short_help="Check that challenges can be trusted.")
@click.argument("challenges", type=ChallengeName(), metavar="[CHALLENGE]...", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
)
@click.option("--fresh", is_flag=True, help="Judge everything anew, whatever the verdict cache knows.")
@click.option("--thorough", is_flag=True, help="Also try many seeds, and keep a certificate in the challenge folder.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Processes that judge.  [default: one per core]")
def command(challenges: tuple[str, ...], format_name: str, *, fresh: bool, thorough: bool, jobs: int | None) -> int:
    """Verify each CHALLENGE, by default all in ./challenges.

    The folder is in order; the reference is accepted on many seeds and at half the limits; every known-answer submission
    gets its verdict, by the property it names; every property rejects something; junk and mutants of the reference are
    rejected; time limits have room on both sides. What did not change since the last time is not judged again.

    Exit status: 0 all valid, 1 at least one is not, 2 usage error, 3 the judge could not do its work.

    \b
    Examples:
      judge verify
      judge verify primes rmse --format junit > verify.xml
    """  # noqa: D301  # the escape is click's
    folders = _find_folders(challenges)
    from judge.package.verify.checks import verify_challenges  # noqa: PLC0415
    from judge.package.verify.verdict_cache import VerdictCache  # noqa: PLC0415  # after the arguments are known to be good
    from judge.package.verify.workbench import Workbench  # noqa: PLC0415

    found: list[Verification] = []
    with (
        progress_line() as line,
        contextlib.closing(VerdictCache(fresh=fresh)) as cache,
        Workbench(
            cache, processes=jobs, progress=lambda done, asked: line.show(f"{done:,} of {asked:,} judged …")
        ) as bench,
        contextlib.closing(verify_challenges(folders, bench, thorough=thorough)) as verifications,
    ):
        for verification in verifications:
            found.append(verification)
            if format_name == "text":
                with line.aside():
                    _print_challenge(verification)
    _print_end(found, bench, format_name)
    return 0 if all(verification.is_valid for verification in found) else _NOT_VALID


def _find_folders(challenges: tuple[str, ...]) -> list[Path]:
    """The folders to verify, each once, whatever ways it is written in."""
    folders = [find_challenge(name) for name in challenges] or list_challenges(Path("challenges"))
    if not folders:
        raise UsageError("there are no challenges in ./challenges; name one, or make one with judge new")
    by_place: dict[Path, Path] = {}
    for folder in folders:
        by_place.setdefault(folder.resolve(), folder)
    return list(by_place.values())


def _print_challenge(verification: Verification) -> None:
    from judge.package.verify.report_text import render_text  # noqa: PLC0415

    say_report(render_text(verification, width=shutil.get_terminal_size().columns, color=color_wanted()) + "\n")
    flush_output()  # the next one may take a while


def _print_end(found: list[Verification], bench: Workbench, format_name: str) -> None:
    from judge.package.verify import report_files  # noqa: PLC0415
    from judge.package.verify.report_text import render_problems, summarise  # noqa: PLC0415

    if format_name == "text":
        problems = render_problems(found, width=shutil.get_terminal_size().columns, color=color_wanted())
        remembered = f"; {bench.remembered:,} of {bench.remembered + bench.judged:,} verdicts remembered"
        end = summarise(found) + (f"{remembered}, --fresh judges anew" if bench.remembered else "")
        say_report(f"{problems}\n\n{end}" if problems else end)
    elif format_name == "json":
        say(report_files.render_json(found))
    elif format_name == "junit":
        say(report_files.render_junit(found))
    else:
        say_report(report_files.render_github(found, Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())))
        write_step_summary(report_files.render_step_summary(found))
