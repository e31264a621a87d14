"""The workflows and the pre-commit hook call commands that exist, with least privileges, and use every input they declare."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from judge.cli import commands
from judge.storage import cache_folder
from tests.building import clean_environment, write_challenge, write_submission

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
REUSABLE = ROOT / ".github" / "workflows" / "verify.yml"
FOR_STUDENTS = ROOT / ".github" / "workflows" / "judge.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def inputs_of(path: Path) -> dict[str, dict[str, Any]]:
    """The inputs of a reusable workflow; `on` is a truth value in YAML 1.1."""
    return read(path)[True]["workflow_call"]["inputs"]


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", [])


def called_by_name() -> dict[str, list[str]]:
    """Every `judge` command in workflows and hooks, in words, with where it stands."""
    found = {}
    for path in WORKFLOWS:
        for step in steps(read(path)):
            for line in step.get("run", "").splitlines():
                if line.startswith("judge "):
                    found[f"{path.name}: {line}"] = shlex.split(line)
    for hook in read(HOOKS):
        found[f"{HOOKS.name}: {hook['id']}"] = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    return found


CALLED = called_by_name()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_least_privileges(path: Path) -> None:
    """A workflow may read the repository and nothing else, and leaves no credentials in the checkout."""
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_bounds(path: Path) -> None:
    """Every job ends in bounded time, newer runs replace older ones, and actions are pinned to a major version."""
    workflow = read(path)
    for job in workflow["jobs"].values():
        if "steps" in job:
            assert "timeout-minutes" in job
            assert "concurrency" in job or "concurrency" in workflow
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[\w/-]+@v\d+", action)] == []


def test_groups_differ() -> None:
    """A reusable workflow does not wait for the group of the workflow that calls it."""
    reusable = (REUSABLE, FOR_STUDENTS)
    groups = [job["concurrency"]["group"] for path in reusable for job in read(path)["jobs"].values()]
    assert not any("concurrency" in read(path) for path in reusable)
    for path in WORKFLOWS:
        if path not in reusable:
            outer = read(path)["concurrency"]["group"]
            assert all(group.partition("-")[0] != outer.partition("-")[0] for group in groups)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_scripts_take_values_from_the_environment(path: Path) -> None:
    """No expression is pasted into a script, where a value could become a command."""
    scripts = [step["run"] for step in steps(read(path)) if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("path", [REUSABLE, FOR_STUDENTS], ids=lambda path: path.name)
def test_every_input_is_used_and_described(path: Path) -> None:
    """A reusable workflow uses each input it declares, and no other."""
    body = path.read_text("utf-8").partition("\njobs:\n")[2]
    inputs = inputs_of(path)
    assert set(re.findall(r"inputs\.([\w-]+)", body)) == set(inputs)
    for name, declared in inputs.items():
        assert "type" in declared
        assert ("default" in declared) is not declared.get("required", False), name


@pytest.mark.parametrize("place", CALLED)
def test_commands_exist(place: str) -> None:
    """A `judge` command that is called exists, and has the options and the choices that it is called with."""
    _, name, *words = CALLED[place]
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    options = {option: parameter for parameter in command.params for option in parameter.opts}
    for word, after in pairwise([*words, ""]):
        if word == "--":
            break
        if word.startswith("--"):
            assert word in options
            if isinstance(options[word].type, click.Choice):
                assert after in options[word].type.choices


def test_all_places_call_judge() -> None:
    """The workflow for challenges and the hook call `judge verify`, the one for students `judge run`."""
    called = {(place.partition(":")[0], words[1]) for place, words in CALLED.items()}
    assert called == {(REUSABLE.name, "verify"), (HOOKS.name, "verify"), (FOR_STUDENTS.name, "run")}


def verify_step() -> dict[str, Any]:
    (step,) = (step for step in steps(read(REUSABLE)) if "judge verify" in step.get("run", ""))
    return step


@pytest.mark.parametrize(
    ("challenges", "thorough", "expected"),
    [
        ("", "", []),
        ("primes rmse", "", ["primes", "rmse"]),
        ("course/*", "--thorough", ["--thorough", "course/a", "course/b"]),
        ("$(touch harm); primes", "", ["$(touch", "harm);", "primes"]),
    ],
)
def test_challenges_reach_the_command(tmp_path: Path, challenges: str, thorough: str, expected: list[str]) -> None:
    """Names are passed on word by word, patterns are expanded, none means all, and a command among them is not run."""
    for name in ("course/a", "course/b", "bin"):
        (tmp_path / name).mkdir(parents=True)
    stub = tmp_path / "bin" / "judge"
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stub.chmod(0o755)
    step = verify_step()
    assert set(step["env"]) == {"CHALLENGES", "THOROUGH"}
    environment = {
        "PATH": f"{stub.parent}:{os.environ['PATH']}",
        "CHALLENGES": challenges,
        "THOROUGH": thorough,
    }
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["verify", "--format", "github", *expected]
    assert not (tmp_path / "harm").exists()


def test_what_is_kept_is_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder that is restored and kept is the one that the judge uses in that job."""
    (job,) = read(REUSABLE)["jobs"].values()
    kept = [step["with"]["path"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache/")]
    monkeypatch.delenv("JUDGE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", job["env"]["XDG_CACHE_HOME"].replace("${{ github.workspace }}", str(tmp_path)))
    assert [tmp_path / path for path in kept] == [cache_folder()] * 2


def test_own_workflow_covers_what_is_supported() -> None:
    """Our own workflow runs `.ci/run` on every Python that the package declares, and passes the reusable one what it needs."""
    workflow = read(ROOT / ".github" / "workflows" / "ci.yml")
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
    declared = [text.rpartition(" ")[2] for text in classifiers if re.search(r":: 3\.\d+$", text)]
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python-version"] == declared
    assert ".ci/run" in [step.get("run") for step in steps(workflow)]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    check_call(workflow["jobs"]["challenges"], "./.github/workflows/verify.yml", REUSABLE)


def check_call(job: dict[str, Any], ending: str, called: Path) -> None:
    """A job calls a reusable workflow with all that it requires and nothing that it does not know."""
    assert job["uses"].partition("@")[0].endswith(ending)
    inputs = inputs_of(called)
    assert {name for name, declared in inputs.items() if declared.get("required")} <= set(job["with"]) <= set(inputs)


@pytest.mark.parametrize("page", ["README.md", "docs/ci.md"])
def test_pages_show_calls_that_work(page: str) -> None:
    """The pieces of YAML on a page call the reusable workflow and name the hook as they are."""
    pieces = re.findall(r"^```yaml\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    shown = [yaml.safe_load(piece) for piece in pieces]
    (workflow,) = (piece for piece in shown if "jobs" in piece)
    (job,) = workflow["jobs"].values()
    check_call(job, "/.github/workflows/verify.yml", REUSABLE)
    (hooks,) = (piece for piece in shown if "repos" in piece)
    ids = [hook["id"] for repository in hooks["repos"] for hook in repository["hooks"]]
    assert ids == [hook["id"] for hook in read(HOOKS)]


def test_hook_runs_for_challenges_and_nothing_else() -> None:
    """The hook looks at challenges and their references as the commit has them, and is not given the files' names."""
    (hook,) = read(HOOKS)
    assert hook["pass_filenames"] is False
    assert hook["language"] == "python"
    wanted = re.compile(hook["files"])
    assert wanted.search("challenges/primes/submissions/accepted/sieve.py")
    assert wanted.search("reference/primes.py")
    assert not wanted.search("docs/challenges/a.md")
    assert not wanted.search("README.md")


def test_documentation_shows_students_a_workflow_that_works() -> None:
    """The piece of YAML in docs/reports.md calls the workflow for students as it is, with the secret that it declares."""
    text = (ROOT / "docs" / "reports.md").read_text("utf-8")
    (piece,) = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (job,) = yaml.safe_load(piece)["jobs"].values()
    check_call(job, "/.github/workflows/judge.yml", FOR_STUDENTS)
    assert set(job["secrets"]) == set(read(FOR_STUDENTS)[True]["workflow_call"]["secrets"])


@pytest.mark.parametrize(
    ("submission", "body", "status"),
    [("solution.py", "return 2 * n", 0), ("-a $(touch harm).py", "return 0", 1), ("no such file.py", None, 2)],
)
def test_workflow_of_students_judges(tmp_path: Path, submission: str, body: str | None, status: int) -> None:
    """The step that judges leaves its reports, fills the summary, and ends with the verdict's status."""
    write_challenge(tmp_path / ".challenges" / "double")
    if body is not None:
        write_submission(tmp_path, f"def double(n):\n    {body}\n", submission)
    (step,) = (step for step in steps(read(FOR_STUDENTS)) if "judge run" in step.get("run", ""))
    environment = clean_environment(
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        CHALLENGE=".challenges/double",
        SUBMISSION=submission,
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    assert set(step["env"]) == {"CHALLENGE", "SUBMISSION"}
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert not (tmp_path / "harm").exists()
    for name in ("judge.xml", "judge.html", "summary.md"):
        assert (tmp_path / name).exists() == (body is not None)
    assert done.stdout.count("::error ") == (status == 1)
