"""The command line: what every command has in common, from loading it to its exit status.

A command's module is imported when it is asked for, so that `judge list` does not pay for `judge run`.
"""

from __future__ import annotations

import contextlib
import difflib
import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Final

import click

from judge import __version__
from judge.cli.streams import drop_output, flush_output, prepare_streams, say
from judge.errors import JudgeError

_COMMANDS: Final = (
    "run",
    "try",
    "watch",
    "bench",
    "history",
    "grade",
    "merge",
    "list",
    "show",
    "new",
    "verify",
    "handout",
    "doctor",
    "completion",
)
_USAGE_ERROR: Final = 2
_INTERNAL_ERROR: Final = 3
_INTERRUPTED: Final = 130
_PIPE_CLOSED: Final = 141
"""What a shell reports for a program ended by SIGPIPE."""


class _Commands(click.Group):
    """Finds a command `name` in the module `judge.cli.name`."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return [*_COMMANDS]  # `list` is the module of a command here, once that is loaded

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"judge.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # a command's module that has none is our own mistake
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_COMMANDS)}"
            raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="judge")
@click.pass_context
def commands(context: click.Context) -> int:
    """Judge solutions of coding challenges with hidden, property-based tests.

    \b
    Example:
      judge run challenges/primes my_solution.py
    """  # noqa: D301  # the escape is click's sign for a paragraph to be left as it is
    if context.invoked_subcommand is None:
        say(context.get_help(), to_errors=True)
        return _USAGE_ERROR
    return 0


def main() -> None:
    """Run the command line; every failure is one line on standard error and the contract's exit status."""
    if "_JUDGE_COMPLETE" in os.environ:  # a shell asks how a command line may go on
        from judge.cli.completion import answer_shell  # noqa: PLC0415

        sys.exit(answer_shell())
    status = run(sys.argv[1:])
    gc.freeze()  # so that the interpreter, as it ends, does not look through all that was loaded
    sys.exit(status)


def run(arguments: list[str]) -> int:  # noqa: PLR0911  # one return per way a command can end
    """Run a command and return its exit status."""
    prepare_streams()
    try:
        with _terminated_like_interrupted():
            # Not `commands.main`: it answers a closed pipe by an exit with status 1, which would be a verdict.
            with commands.make_context("judge", arguments) as context:
                status = commands.invoke(context)
            flush_output()
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as done:  # --help and --version
        return done.exit_code
    except click.ClickException as error:
        wrong: click.Context | None = getattr(error, "ctx", None)
        command = wrong.command_path if wrong else "judge"
        return _fail(f"{error.format_message().rstrip('.')} (try {command} --help)", _USAGE_ERROR)
    except JudgeError as error:
        return _fail(str(error), error.exit_status)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", _INTERRUPTED)
    except BrokenPipeError:
        drop_output()
        return _PIPE_CLOSED
    except OSError as error:
        drop_output()
        return _fail(f"{error.filename or 'standard output'}: {error.strerror}", _INTERNAL_ERROR)
    except (Exception, SystemExit) as error:  # whoever exits in here must not choose the status: 0 would be a verdict
        if os.environ.get("JUDGE_TRACEBACK"):
            raise
        what = f"internal error, which is the judge's fault: {type(error).__name__}: {error}"
        return _fail(f"{what} (set JUDGE_TRACEBACK=1 for the whole story)", _INTERNAL_ERROR)


def _fail(message: str, status: int) -> int:
    from judge.report.text import printable  # noqa: PLC0415  # only where something failed

    line = printable(" ".join(message.split()))
    with contextlib.suppress(OSError):
        say(f"judge: {line}", to_errors=True)
    return status


@contextlib.contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """End on SIGTERM and SIGHUP as on Ctrl-C: workers ended, their folders removed."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    except ValueError:  # not the main thread: whoever runs us there handles signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
