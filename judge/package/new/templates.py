"""The text of a new challenge's settings, statement, starter and notes, which reads as a tutorial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from judge.package.new.answers import Trial
from judge.package.new.examples import example_lines, pick_answers
from judge.package.new.known_answers import BY_ANY_INPUT, BY_ARGUMENTS, BY_DEFAULTS, BY_EARLIER_CALLS, BY_SMALL_INPUTS
from judge.package.new.signature import Signature

_MUTATION: Final = """
[mutation]
# Percent of small changes to the reference that the tests must notice. `judge verify` lists those that they do not: add an
# input that shows each, or mark it as making no difference. Then remove this line, which leaves 100.
threshold = 75
"""


def settings(title: str, signature: Signature, *, is_placeholder: bool) -> str:
    """`challenge.toml`."""
    mutation = "" if is_placeholder else _MUTATION
    return f"""\
# What this challenge is called and what a submission may use; docs/authoring.md lists every key.
title = {json.dumps(title, ensure_ascii=False)}
entry_point = "{signature.name}"  # the function that candidates write
feedback = "counterexample"  # what they see of a failed property; less with "input", "property" or "verdict"
tags = []  # such as ["strings", "loops"], shown by `judge list`

[limits]
# A call far above what the reference needs, so that endless loops end soon.
cpu_seconds_per_call = 2.0
{mutation}"""


def starter(signature: Signature) -> str:
    """`starter.py`."""
    preamble = f"{signature.preamble}\n\n\n" if signature.preamble else ""
    body = '    """See spec.md for what this function is to do."""\n    raise NotImplementedError\n'
    return f"{preamble}{signature.header}\n{body}"


def statement(title: str, task: str, signature: Signature, trial: Trial) -> str:
    """`spec.md`."""
    begin = f"Write `{signature.call}`"
    opening = f"{begin}: {task}" if task[0].islower() else f"{begin}.\n\n{task}"
    return "\n".join(
        [
            f"# {title}",
            "",
            opening,
            "",
            *_bullets(signature, trial),
            "",
            "## Examples",
            "",
            "```python",
            *(line for answer in pick_answers(trial, exact=True) for line in example_lines(signature.name, answer)),
            "```",
            "",
            "Which modules you import and what you print are up to you.",
            "",
        ]
    )


def _bullets(signature: Signature, trial: Trial) -> Iterator[str]:
    for parameter, domain in zip(signature.parameters, trial.domains, strict=True):
        default = f"; `{parameter.default}` where it is left out" if parameter.default is not None else ""
        yield f"- `{parameter.name}` is {domain.words}{default}."
    kinds = trial.kinds
    exact = " It must be right within 1e-9, relative or absolute." if trial.has_floats else ""
    yield f"- Return {' or '.join(map(_with_article, kinds))}.{exact}"
    for kind in trial.exceptions:
        message = next(answer.message for answer in trial.answers if answer.raised == kind)
        yield f"- Raise `{kind}`, or a subclass of it, where the input is not allowed: {message or 'say here when'}."
    pairs = zip(signature.parameters, trial.domains, strict=True)
    changeable = [f"`{parameter.name}`" for parameter, domain in pairs if domain.mutable]
    if changeable:
        yield f"- Leave {' and '.join(changeable)} as {'they were' if len(changeable) > 1 else 'it was'}."
    yield "- Each call stands on its own: what was asked before makes no difference."


def notes(test_file: str, signature: Signature, trial: Trial) -> str:
    """`notes.md`."""
    catches = {
        BY_EARLIER_CALLS: "answers or state kept from earlier calls; first, so that what the examples left behind shows",
        BY_SMALL_INPUTS: "mistakes that show on simple inputs: off by one, empty input, wrong sign, wrong order",
        BY_ANY_INPUT: "what is right for small inputs only; it is shrunk to the smallest call that goes wrong",
        BY_DEFAULTS: "missing and wrong defaults",
        BY_ARGUMENTS: "arguments that are sorted, emptied or extended in place",
    }
    wanted = [BY_EARLIER_CALLS, BY_SMALL_INPUTS, BY_ANY_INPUT]
    wanted += [BY_DEFAULTS] if signature.required < len(signature.parameters) else []
    wanted += [BY_ARGUMENTS] if trial.has_mutable else []
    because = trial.narrowed_because
    narrowed = f"\nThe tests keep to inputs on which the reference does not fail: {because}.\n" if because else ""
    table = "\n".join(f"| `{name}` | {catches[name]} |" for name in wanted)
    return f"""\
# Notes for instructors

Candidates never see this file. Keep here what a colleague must know: why a property is there, where limits come from.

## What each property is there to catch

| property | catches |
|---|---|
{table}
{narrowed}
## Making this challenge your own

Everything here is valid as it stands: `judge verify` says so now, and again after each change.

1. `spec.md`: say what `{signature.name}` is to do. What the tests ask must be said here, and nothing else may be asked.
   The examples below `>>>` are run, so they cannot be wrong.
2. `reference.py`: the solution that you trust. The other answers are compared with its answers.
3. `{test_file}`: one test for each promise of the statement. Narrow or widen the strategies to the inputs that
   `spec.md` allows, add tricky values to `SMALL_INPUTS`, weigh a test with `@pytest.mark.points(2)`.
   A limit on time is `assert_cpu_within(solution, reference, large_input, times_reference=10)`, from `judge.testing`.
4. `submissions/`: what candidates will hand in, in folders named by verdict. Add other ways that are right to `accepted/`,
   and well-known mistakes to the others; `Caught by:` names the test that must reject each.
5. `challenge.toml`: title, tags, limits.
6. `starter.py`: what candidates start from.
"""


def _with_article(kind: str) -> str:
    return "`None`" if kind == "None" else f"{'an' if kind[0] in 'aeiou' else 'a'} `{kind}`"
