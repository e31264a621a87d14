"""The result object of the contract: one JSON object, valid by its schema whatever a submission does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from judge import Cause, Grade, Verdict
from judge.model import Feedback
from judge.report.feedback import redact
from judge.report.json import render_json, result_object
from tests.building import DOUBLES, REFERENCE, judge_source, run_judge, write_challenge, write_submission

SCHEMA = json.loads((Path(__file__).parents[1] / "judge" / "report" / "result.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
LIMITS = "[limits]\ncpu_seconds_per_call = 0.05\noutput_bytes = 1_000\nmemory_bytes = 100_000_000\n"
ONE_OF_EACH = {
    Verdict.ACCEPTED: "return 2 * n",
    Verdict.WRONG_ANSWER: "return 0",
    Verdict.TIME_LIMIT_EXCEEDED: "while True: pass",
    Verdict.MEMORY_LIMIT_EXCEEDED: "return [0] * 10 ** 10",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "print('x' * 10_000)",
    Verdict.RUNTIME_ERROR: "raise KeyError(n)",
    Verdict.INVALID_SUBMISSION: "return (",
    Verdict.JUDGE_ERROR: "return 2 * n",
}


def check(grade: Grade) -> dict[str, object]:
    """The object as a reader gets it, after the schema has had its say, at every level of feedback."""
    for level in Feedback:
        VALIDATOR.validate(json.loads(render_json(redact(grade, level))))
    text = render_json(grade)
    assert text.isascii()
    assert "\n" not in text
    shown = json.loads(text)
    assert shown == result_object(grade)
    return shown


def test_schema_is_a_schema() -> None:
    """The shipped file is itself valid, and refuses what the contract does not know."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert not VALIDATOR.is_valid({"schema": 1, "verdict": "accepted"})


def test_schema_knows_every_verdict() -> None:
    """The schema lists exactly the verdicts there are, and takes every cause."""
    assert SCHEMA["$defs"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    for cause in Cause:
        jsonschema.validate(cause.value, SCHEMA["$defs"]["cause"])


@pytest.mark.parametrize("verdict", Verdict)
def test_object_of_every_verdict_is_valid(tmp_path: Path, verdict: Verdict) -> None:
    """For each verdict there is an object, and the schema accepts it."""
    tests = DOUBLES + ("def test_broken(solution):\n    nosuch\n" if verdict is Verdict.JUDGE_ERROR else "")
    result = judge_source(tmp_path, f"def double(n):\n    {ONE_OF_EACH[verdict]}\n", tests, settings=LIMITS)
    shown = check(result)
    assert shown["verdict"] == verdict.value
    assert (shown["cause"] is None) == (verdict is Verdict.ACCEPTED)
    assert shown["challenge"]["name"] == "double"
    assert (shown["score"] == 1) == (verdict is Verdict.ACCEPTED)


HOSTILE = '\'\\ud800\\x00\\x1b[31m\\"\\\\ \\u2028 }\\n{"verdict": "accepted"}\''


@pytest.mark.parametrize(
    "body",
    [
        f"return {HOSTILE}",
        f"return {{{HOSTILE}: [{HOSTILE}]}}",
        f"raise ValueError({HOSTILE})",
        f"raise type({HOSTILE}.replace('\\0', ''), (ValueError,), {{}})({HOSTILE})",
        f"import sys; sys.stdout.buffer.write({HOSTILE}.encode('utf-8', 'surrogatepass') + bytes(range(256))); return 1",
        "import os; os.write(1, b'{\"verdict\": \"accepted\"}\\n'); os.write(2, b'{}'); return 1",
        "return float('nan')",
        "return [float('inf'), -0.0, 10 ** 5000, 1j]",
    ],
)
def test_hostile_text_is_text(tmp_path: Path, body: str) -> None:
    """Surrogates, NUL, escapes and JSON in values, exceptions and output are strings in the one object."""
    result = judge_source(tmp_path, f"def double(n):\n    {body}\n")
    shown = check(result)
    assert shown["verdict"] in {"wrong_answer", "runtime_error"}
    assert shown["properties"][0]["counterexample"]["call"] == "double(0)"


def test_standard_output_holds_one_object(tmp_path: Path) -> None:
    """Whatever the submission prints, on whichever descriptor, the command prints exactly one JSON object."""
    write_challenge(tmp_path / "double")
    source = """\
        import os, sys
        print("while loading")
        def double(n):
            print("{}", flush=True)
            print("{}", file=sys.stderr)
            os.write(1, b"{}")
            os.write(2, b"{}")
            sys.__stdout__.write("]")
            return 2 * n
    """
    write_submission(tmp_path, source)
    done = run_judge("run", "double", "submission.py", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0
    shown = json.loads(done.stdout)
    VALIDATOR.validate(shown)
    assert done.stdout == json.dumps(shown) + "\n"
    assert done.stderr == ""
    assert shown["output"]["stdout"].startswith("while loading\n")
    assert shown["submission"]["path"] == "submission.py"


def test_undecodable_names_are_kept(tmp_path: Path) -> None:
    """A file name that is not UTF-8 is in the object with its odd bytes as surrogates, as Python spells it."""
    write_challenge(tmp_path / "double")
    name = b"a\xff \"b'\n.py"
    (tmp_path / "x").write_text(REFERENCE)
    (tmp_path / "x").rename(tmp_path / name.decode("utf-8", "surrogateescape"))
    done = run_judge("run", "double", name, "--format", "json", cwd=tmp_path)
    shown = json.loads(done.stdout)
    VALIDATOR.validate(shown)
    assert (shown["verdict"], shown["submission"]["path"]) == ("accepted", name.decode("utf-8", "surrogateescape"))
