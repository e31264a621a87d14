"""`judge try`: the statement's own examples, and nothing hidden."""  # noqa: N999  # the name of the command

from __future__ import annotations

import shutil

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.parameters import ChallengeName, FilePath
from judge.cli.streams import color_wanted, progress_line, say_report
from judge.errors import UsageError
from judge.model import Verdict

_EXIT_STATUS = {Verdict.ACCEPTED: 0, Verdict.JUDGE_ERROR: 3}
_NOT_ACCEPTED = 1


@click.command(name="try", short_help="Run the statement's examples only.")
@click.argument("challenge", type=ChallengeName())
@click.argument("submission", type=FilePath())
def command(challenge: str, submission: str) -> int:
    """Run the examples that CHALLENGE's statement shows on SUBMISSION, a Python file or - for standard input.

    The hidden tests are not run, and nothing is entered in the history.

    Exit status: 0 the examples hold, 1 they do not, 2 usage error or invalid challenge, 3 the judge could not do its work.

    \b
    Example:
      judge try primes my_solution.py
    """  # noqa: D301  # the escape is click's
    from judge.grading.spec_examples import read_spec_examples  # noqa: PLC0415  # after the arguments are known to be good

    loaded = load_challenge(find_challenge(challenge))
    examples = read_spec_examples(loaded.spec)
    if not examples:
        raise UsageError(f"the statement of {loaded.name} has no examples; judge run {loaded.name} FILE judges")
    from judge.grading.grader import Grader  # noqa: PLC0415
    from judge.grading.plan import Plan  # noqa: PLC0415
    from judge.grading.submission import read_submission  # noqa: PLC0415
    from judge.report.trial import render_trial  # noqa: PLC0415

    source = read_submission(submission)
    with progress_line() as line, Grader(loaded) as grader:
        line.show("running the examples …")
        grade = grader.judge(source, submission, plan=Plan(only=frozenset({"spec_examples"})))
    # The examples are public, so whatever the challenge's feedback policy, nothing of this grade is hidden.
    sources = [example.source for example in examples]
    report = render_trial(grade, sources, width=shutil.get_terminal_size().columns, color=color_wanted())
    say_report(report)
    return _EXIT_STATUS.get(grade.verdict, _NOT_ACCEPTED)
