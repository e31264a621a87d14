"""`judge doctor`: how submissions are contained on this machine, proved by hostile probes."""

from __future__ import annotations

import click

from judge.sandbox.levels import LAYERS

_UNHEALTHY = 1


@click.command(name="doctor", short_help="Show and test how submissions are contained.")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--without", multiple=True, type=click.Choice(LAYERS), hidden=True)
def command(format_name: str, without: tuple[str, ...]) -> int:
    """Show each layer of isolation, and prove it: hostile probes attack the judge from a real worker.

    Exit status: 0 isolation is 'strong' or better and every promise holds, 1 it is not or one does not, 3 no worker can be
    started at all.

    \b
    Example:
      judge doctor
    """  # noqa: D301  # the escape is click's
    from judge.doctor.examine import examine  # noqa: PLC0415  # after the arguments are known to be good
    from judge.doctor.report import render_json, render_text  # noqa: PLC0415

    diagnosis = examine(without)
    click.echo(render_json(diagnosis) if format_name == "json" else render_text(diagnosis))
    return 0 if diagnosis.is_healthy else _UNHEALTHY
