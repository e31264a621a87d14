"""`judge merge`: put the shards of a batch together."""

from __future__ import annotations

from pathlib import Path

import click

from judge.cli.grade import exit_status, summarise
from judge.cli.streams import say


@click.command(name="merge", short_help="Put the shards of a batch together.")
@click.argument("shards", metavar="DIR...", nargs=-1, required=True)
@click.option("--output", metavar="DIR", required=True, help="Folder for the results of all.")
def command(shards: tuple[str, ...], output: str) -> int:
    """Put the results of all shards together: each DIR is the output of judge grade with --shard I/N.

    They must be all N of one batch. The reports are written as if one judge had judged it.

    Exit status: as that of judge grade.

    \b
    Example:
      judge merge out/1 out/2 out/3 --output graded
    """  # noqa: D301  # the escape is click's
    from judge.batch.merge import merge  # noqa: PLC0415  # after the arguments are known to be good
    from judge.batch.results import RESULTS_FILE  # noqa: PLC0415
    from judge.report.batch.reports import write_reports  # noqa: PLC0415

    folder = Path(output)
    counts = merge([Path(shard) for shard in shards], folder)
    write_reports(folder / RESULTS_FILE)
    say(summarise(counts, folder))
    return exit_status(counts)
