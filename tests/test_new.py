"""`judge new` writes challenges that are valid as they stand, or says in one line why it cannot."""

from __future__ import annotations

import ast
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.challenge import load_challenge
from judge.errors import UsageError
from judge.grading.grader import Grader
from judge.grading.plan import Plan
from judge.grading.spec_examples import read_spec_examples
from judge.model import Grade, Verdict
from judge.package.new import scaffold
from judge.package.new.signature import parse_signature
from judge.package.new.trial import try_solution
from judge.package.verify.mutants import make_mutants
from tests.building import clean_environment, judge_command, run_judge

SIGNATURES = {
    "numbers": "mean(x: float, y: int) -> float",
    "text": "shout(text: str) -> str",
    "lists": "count(words: list[str], sep: str = ',') -> int",
    "nested": "invert(table: dict[str, int], matrix: Sequence[list[int]]) -> dict[int, str]",
    "truth": "enough(sure: bool, n: int) -> bool",
    "tuples": "move(point: tuple[int, float], path: tuple[int, ...] = (), x: Optional[int] = None) -> tuple[int, str]",
    "sets": "common(these: set[int], those: frozenset[str], kind: Literal['dot', 'line']) -> set[int]",
    "unannotated": "combine(one, other)",
    "names-of-tests": "solution(reference: int, st: list[int] | None, answer: bytes) -> list[float]",
}
SOLUTIONS = {
    "recursive": '''
        """Factorials."""

        def factorial(n: int) -> int:
            """Return the product of all numbers from 1 to n."""
            if n < 0:
                raise ValueError("n must not be negative")
            return 1 if n < 2 else n * factorial(n - 1)

        if __name__ == "__main__":
            print(factorial(int(input())))
        ''',
    "prints": """
        def mean(values: list[float]) -> float:
            print("the values are", values)
            return sum(values) / len(values)
        """,
    "with_a_class": """
        class Counter:
            def __init__(self, start):
                self.total = start

        def total(values: list[int], start: int = 3) -> int:
            counter = Counter(start)
            for value in values:
                counter.total += value
            return counter.total
        """,
    "with_alias": """
        import re
        from typing import Optional

        Words = list[str]

        def longest(words: Words) -> Optional[str]:
            return max(words, key=len) if words else None
        """,
    "nested_floats": """
        import math

        def normalise(vector: list[float]) -> list[float]:
            length = math.hypot(*vector)
            return [x / length for x in vector] if length else list(vector)
        """,
    "no_annotations": """
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)
        """,
    "endless_below_one": """
        def steps(n: int) -> int:
            count = 0
            while n != 1:
                n = n // 2 if n % 2 == 0 else 3 * n + 1
                count += 1
            return count
        """,
}


def write_solution(folder: Path, source: str, name: str = "solution.py") -> Path:
    """Write a solution beside the challenges."""
    path = folder / name
    path.write_text(dedent(source).lstrip("\n"))
    return path


def make(folder: Path, slug: str, solution: scaffold.Solution) -> Path:
    """Scaffold a challenge in a folder, without judging its reference yet."""
    trial = try_solution(solution.source, solution.signature, solution.file_name)
    for name, content in scaffold.compose(slug, scaffold.title_of(slug), solution, trial).items():
        path = folder / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder / slug


def make_from(folder: Path, source: str, slug: str = "made", signature: str | None = None) -> Path:
    """Scaffold a challenge from the source of a solution."""
    return make(folder, slug, scaffold.solution_of(write_solution(folder, source), slug, signature))


def refusal(folder: Path, source: str, signature: str | None = None) -> str:
    """Why a solution is refused; nothing is left of the attempt."""
    path = write_solution(folder, source)
    with pytest.raises(UsageError) as raised:
        scaffold.write_challenge(folder / "made", "Made", scaffold.solution_of(path, "made", signature))
    assert list(folder.iterdir()) == [path]
    message = str(raised.value)
    assert "\n" not in message
    return message


def judge_all(folder: Path) -> Iterator[tuple[Path, Grade]]:
    """Judge the reference of a challenge, every known-answer submission and the starter."""
    plan = Plan(explore=False)  # no counterexample need be the smallest
    with Grader(load_challenge(folder)) as grader:
        for path in [folder / "reference.py", *sorted(folder.glob("submissions/*/*.py")), folder / "starter.py"]:
            yield path, grader.judge(path.read_bytes(), path.name, plan=plan)


def catchers(submission: Path) -> set[str]:
    """The properties that a submission's docstring names."""
    found = re.search(r"^Caught by: (.+)$", ast.get_docstring(ast.parse(submission.read_text())) or "", re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


def assert_valid(folder: Path) -> None:
    """Assert that verdicts are those of the folders, by the properties named, and that every property rejects something."""
    named: set[str] = set()
    properties: set[str] = set()
    for path, result in judge_all(folder):
        rejecting = {outcome.name for outcome in result.properties if outcome.verdict is not Verdict.ACCEPTED}
        expected = {"reference.py": "accepted", "starter.py": "runtime_error"}.get(path.name, path.parent.name)
        assert (path.name, result.verdict.value, result.message) == (path.name, expected, "")
        properties |= {outcome.name for outcome in result.properties}
        named |= catchers(path)
        assert catchers(path) <= rejecting, path
        assert bool(catchers(path)) == (path.name != "starter.py" and expected != "accepted"), path
    assert named == properties - {"spec_examples"}
    verdicts = {path.parent.name for path in folder.glob("submissions/*/*.py")}
    assert {"accepted", "wrong_answer"} <= verdicts


@pytest.mark.parametrize(("slug", "signature"), SIGNATURES.items(), ids=SIGNATURES)
def test_placeholder_is_valid(tmp_path: Path, slug: str, signature: str) -> None:
    """Without a solution a placeholder is written; its known answers, its tests and its starter are what they should be."""
    folder = make(tmp_path, slug, scaffold.placeholder_of(signature))
    assert_valid(folder)
    assert "placeholder" in (folder / "spec.md").read_text()


@pytest.mark.parametrize(("slug", "source"), SOLUTIONS.items(), ids=SOLUTIONS)
def test_challenge_of_a_solution_is_valid(tmp_path: Path, slug: str, source: str) -> None:
    """A solution becomes the reference, as it is; its known answers, its tests and its starter are what they should be."""
    folder = make_from(tmp_path, source, slug)
    assert_valid(folder)
    assert (folder / "reference.py").read_text() == dedent(source).strip() + "\n"
    assert len(read_spec_examples(folder / "spec.md")) >= 3


@pytest.mark.parametrize("slug", ["numbers", "truth", "tuples"])
def test_mutants_of_a_placeholder_are_rejected(tmp_path: Path, slug: str) -> None:
    """No small change to a placeholder's reference gets past its tests."""
    solution = scaffold.placeholder_of(SIGNATURES[slug])
    folder = make(tmp_path, slug, solution)
    plan = Plan(explore=False, stop_at_failure=True)
    with Grader(load_challenge(folder)) as grader:
        mutants = make_mutants(solution.source, solution.signature.name)
        accepted = [
            mutant
            for mutant in mutants
            if grader.judge(mutant.source.encode(), "mutant.py", plan=plan).verdict is Verdict.ACCEPTED
        ]
    assert len(mutants) >= 5
    assert accepted == []


# What is written


def test_statement_says_what_the_tests_ask(tmp_path: Path) -> None:
    """The statement names parameters, domains, defaults, exceptions and purity; its first sentence is the docstring's."""
    source = '''
        def tail(values: list[int], count: int = 2) -> list[int]:
            """Return the last elements of a list.

            >>> tail([1, 2, 3], 1)
            [3]
            """
            if count < 0:
                raise ValueError("count must not be negative")
            return values[len(values) - count :] if count <= len(values) else list(values)
        '''
    spec = (make_from(tmp_path, source) / "spec.md").read_text()
    assert spec.startswith("# Made\n\nWrite `tail(values, count=2)`.\n\nReturn the last elements of a list.\n\n")
    assert "- `values` is a `list` of at most 20 elements, each an `int` from -1000 to 1000.\n" in spec
    assert "- `count` is an `int` from -1000 to 1000; `2` where it is left out.\n" in spec
    assert "- Return a `list`.\n" in spec
    assert (
        "- Raise `ValueError`, or a subclass of it, where the input is not allowed: count must not be negative.\n"
        in spec
    )
    assert "- Leave `values` as it was.\n" in spec
    assert "ValueError: count must not be negative\n" in spec


def test_starter_has_what_its_annotations_need(tmp_path: Path) -> None:
    """The starter can be imported: imports and aliases that the signature uses come along, others do not."""
    folder = make_from(tmp_path, SOLUTIONS["with_alias"])
    assert (
        (folder / "starter.py")
        .read_text()
        .startswith("from typing import Optional\nWords = list[str]\n\n\ndef longest(words: Words) -> Optional[str]:\n")
    )
    compile((folder / "starter.py").read_text(), "starter.py", "exec")


def test_inputs_are_narrowed_where_a_solution_fails_by_accident(tmp_path: Path) -> None:
    """A mean of no values fails, so the tests pass at least one, and statement and notes say so."""
    folder = make_from(tmp_path, SOLUTIONS["prints"])
    assert "`values` is a `list` of 1 to 20 elements" in (folder / "spec.md").read_text()
    assert "mean([]) raises ZeroDivisionError: division by zero" in (folder / "notes.md").read_text()
    assert "min_size=1" in (folder / "test_made.py").read_text()


def test_exceptions_on_purpose_are_part_of_the_task(tmp_path: Path) -> None:
    """What a `raise` statement raises is asked for by the tests, also where its class is the solution's own."""
    source = """
        class Negative(ValueError):
            pass

        def root(n: int) -> int:
            if n < 0:
                raise Negative(
                    "negative"
                )
            return int(n ** 0.5)
        """
    folder = make_from(tmp_path, source)
    assert "with pytest.raises(ValueError):" in (folder / "test_made.py").read_text()
    assert (folder / "submissions" / "wrong_answer" / "returns_none_for_bad_input.py").is_file()


def test_files_are_formatted_and_explain_themselves(tmp_path: Path) -> None:
    """Every file ends with one line end, has no trailing blanks, and explains itself; Python files compile."""
    folder = make(tmp_path, "two-words", scaffold.placeholder_of(SIGNATURES["lists"]))
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {"challenge.toml", "spec.md", "starter.py", "reference.py", "test_two_words.py", "notes.md"} <= names
    for path in folder.rglob("*.*"):
        text = path.read_text()
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert re.search(r"[ \t]$|\n{4}", text, re.MULTILINE) is None, path
        if path.suffix == ".py" and path.name != "starter.py":
            assert ast.get_docstring(ast.parse(text)), path
    assert "docs/authoring.md" in (folder / "challenge.toml").read_text()
    assert "`judge verify`" in (folder / "notes.md").read_text()


def test_same_solution_gives_the_same_challenge(tmp_path: Path) -> None:
    """Scaffolding twice gives the same files, byte for byte."""
    contents = []
    for number in "12":
        folder = make(tmp_path, f"same{number}", scaffold.placeholder_of(SIGNATURES["sets"]))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents.append([path.read_text().replace(f"ame{number}", "") for path in files])
    assert contents[0] == contents[1]


# Solutions that are refused


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(a:\n    return 1\n", "solution.py, line 1: is not valid Python: '(' was never closed"),
        ("def f(a): return a\n\0", "is not valid Python"),
        ("x = 1\n", "defines no function, nothing that can be called"),
        ("class Solver:\n    def solve(self, n): return n\n", "defines no function, only the class Solver"),
        ("def f(*args): return 1\n", "f has *args; hidden tests call by position"),
        ("def f(a, *, key): return 1\n", "f has keyword-only key; hidden tests call by position"),
        ("def f(a, **more): return 1\n", "f has **more; hidden tests call by position"),
        ("def f(): return 1\n", "f has no parameters, so there is one answer only"),
        ("async def f(a): return 1\n", "f is an async function, which nothing awaits"),
        ("def f(a): return 1\ndef g(a): return 2\n", "defines f, g; say which one candidates write with --signature"),
        ("import nosuchmodule\ndef f(a): return 1\n", "No module named 'nosuchmodule'"),
        ("import sys\nsys.exit(0)\ndef f(a): return 1\n", "SystemExit"),
        ("def f(a): return 1\nf = 3\n", "f"),
        ("def f(a: 'Decimal'): return 1\n", "parameter a: there are no inputs for the type Decimal"),
        ("def f(a: set[list[int]]): return 1\n", "there are no inputs for the type of a set or a key"),
        ("Tree = list['Tree']\ndef f(a: Tree): return 1\n", "nested too deeply"),
        ("import random\ndef f(a): return random.random()\n", "f(0) gives "),
        ("calls = []\ndef f(a):\n    calls.append(a)\n    return len(calls)\n", "f(0) gives 1 at one time and"),
        ("def f(words: list[str]): return list(set(words))\n", "at one time and"),
        ("def f(a): return 7\n", "f gives 7 for all"),
        ("def f(a): print(a)\n", "f gives None for all"),
        ("def f(a): return a\n", "f returns its argument a for all inputs tried"),
        ("def f(a): return range(a)\n", "f(0) returns <range object>, which is not made of bool"),
        ("import numpy\ndef f(a): return numpy.zeros(3)\n", "convert it with .tolist() or .item()"),
        (
            "def f(v: list[int]):\n    v.sort()\n    return v\n",
            "f([0, -1]) changes its argument: [0, -1] becomes [-1, 0]",
        ),
        ("def f(v: list[int]): return v[1]\n", "f([]) raises IndexError: list index out of range. The tests would try"),
        ("def f(a): raise ValueError('no')\n", "f gives ValueError for all"),
        ("def f(a):\n    if a != 3: raise ValueError('no')\n    return 3\n", "raises for 100 of 100 generated inputs"),
        ("class Bad(Exception): pass\ndef f(a):\n    if a: raise Bad\n", "raises Bad, which tests cannot tell"),
        ("import os\ndef f(a): os._exit(0)\n", "f(0) fails: "),
        ("def f(a):\n    while True: pass\n", "f(0) fails: "),
        ("def f(a): return float('nan')\n", "to which no number is near"),
        ("def f(a): return 1j * a\n", "which is not made of bool"),
        (
            "def f(a: bool): return not a\n",
            "there are 2 different inputs by the annotations of f, so that answers can be",
        ),
        ("def f(a: 'Literal[0,1,2,3,4,5,6,7,8,9]'): return -a\n", "inputs have sizes up to 10 by the annotations of f"),
    ],
)
def test_solution_that_cannot_be_tested_is_refused(tmp_path: Path, source: str, message: str) -> None:
    """One line says what is wrong with a solution and what to do, and nothing is written."""
    assert message in refusal(tmp_path, source)


def test_signature_narrows_a_solution(tmp_path: Path) -> None:
    """--signature gives better types to a solution that cannot take all that its own annotations allow."""
    source = "def digits(n, base=10):\n    return int(n, base)\n"
    folder = make_from(
        tmp_path, source, signature="digits(n: Literal['0', '11', '7', '110'], base: Literal[8, 10, 16] = 10) -> int"
    )
    assert_valid(folder)
    assert (
        "digits(n: Literal['0', '11', '7', '110'], base: Literal[8, 10, 16]=10)" in (folder / "starter.py").read_text()
    )


@pytest.mark.parametrize("signature", ["f(b: int)", "f(a: int, b: int)", "f(a: int = 3)"])
def test_signature_must_fit_the_solution(tmp_path: Path, signature: str) -> None:
    """--signature may change types, not parameters."""
    assert "has f(a); name the function and its parameters alike" in refusal(
        tmp_path, "def f(a): return -a\n", signature
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# coding: latin-1\ndef f(a): return -a  # \xf6\n", "is not UTF-8"),
        (b"# coding: latin-1\ndef f(a): return -a\n", "says that it is iso-8859-1"),
        (b"# coding: nosuch\ndef f(a): return -a\n", "is not UTF-8"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "defines no function"),
    ],
)
def test_solution_of_odd_bytes_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """A solution that is not UTF-8 would change its meaning in a known answer, so it is refused."""
    path = tmp_path / "solution.py"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        scaffold.solution_of(path, "made", None)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfdef f(a): return -a", b"def f(a):\r\n    return -a\r\n"])
def test_byte_order_mark_and_line_ends_are_tidied(tmp_path: Path, content: bytes) -> None:
    """A byte order mark goes, and lines end as they do elsewhere."""
    path = tmp_path / "solution.py"
    path.write_bytes(content)
    source = scaffold.solution_of(path, "made", None).source
    assert source.encode() == content.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"").rstrip() + b"\n"


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        ("add", "'add' is no signature; write one such as 'add(a: int, b: int) -> int'"),
        ("", "'' is no signature"),
        ("add(a", "is no signature"),
        ("add(a): import os; x = (1", "is no signature"),
        ("add(a): pass\nimport os\ndef f(b)", "is no signature"),
        ("class(a)", "is no signature"),
        ("add(a, b", "is no signature"),
        ("add(*a)", "add has *a"),
        ("add() -> int", "add has no parameters"),
        ("add(a: int) -> None", "there is no placeholder for a function that returns None"),
        ("add(a: int) -> Decimal", "there is no placeholder for a function that returns Decimal"),
        ("add(a: Path) -> int", "there are no inputs for the type Path"),
        ("add(a: tuple[()]) -> int", "there are no inputs for the type tuple[()]"),
        ("add(a: Literal[b]) -> int", "there are no inputs for the type Literal[b]"),
        ("add(a: 'int[') -> int", "there are no inputs for the type 'int['"),
    ],
)
def test_signature_that_cannot_be_used_is_refused(signature: str, message: str) -> None:
    """One line says what is wrong with a signature."""
    with pytest.raises(UsageError) as raised:
        scaffold.placeholder_of(signature)
    assert message in str(raised.value)


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_any_text_is_a_signature_or_refused(text: str) -> None:
    """No text makes reading a signature fail in another way."""
    try:
        signature = parse_signature(text)
        name = signature.name
    except UsageError as error:
        name = "refused" if repr(text) in str(error) else ""
    assert name.isidentifier()


@given(st.text(max_size=80))
def test_slugs_are_checked_and_mended(text: str) -> None:
    """A text is a slug or is refused, and what the message proposes instead is a slug."""
    try:
        slug = scaffold.check_slug(text)
    except UsageError as error:
        proposed = re.search(r"did you mean '(.+)'\?$", str(error))
        slug = scaffold.check_slug(proposed[1]) if proposed else "none"
    else:
        assert slug == text
    assert re.fullmatch(r"[a-z][a-z0-9_-]*", slug)


# The command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A working folder with a solution in it."""
    write_solution(tmp_path, "def negate(n: int) -> int:\n    return -n\n")
    return tmp_path


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error, where nothing is on standard output."""
    assert done.stdout == ""
    assert re.fullmatch(r"judge: [^\n]+\n", done.stderr), done.stderr
    return done.stderr


def test_command_says_what_it_made_and_what_to_do_next(place: Path) -> None:
    """The challenge is made in ./challenges where there is one; what to do next can be pasted."""
    (place / "challenges").mkdir()
    done = run_judge("new", "negate", "--from", "solution.py", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Made challenges/negate:\n  challenge.toml\n")
    assert (
        "\nNext:\n  judge verify challenges/negate\n  judge run challenges/negate challenges/negate/starter.py\n"
        in done.stdout
    )
    judged = run_judge("run", "challenges/negate", "challenges/negate/starter.py", cwd=place)
    assert judged.returncode == 1
    assert judged.stdout.startswith("RUNTIME ERROR")


def test_directory_decides_where(place: Path) -> None:
    """--directory names the folder; without it and without ./challenges it is the working folder."""
    (place / "elsewhere").mkdir()
    for arguments in (["--directory", "elsewhere"], []):
        done = run_judge("new", "negate", "--from", "solution.py", *arguments, cwd=place)
        assert done.returncode == 0, done.stderr
    assert (place / "elsewhere" / "negate" / "spec.md").is_file()
    assert (place / "negate" / "spec.md").is_file()
    assert oct((place / "negate").stat().st_mode) == oct((place / "elsewhere").stat().st_mode)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the new challenge: judge new SLUG"),
        (["negate"], "say what candidates write: --signature 'add(a: int, b: int) -> int', or --from FILE"),
        (["Two Words!", "--from", "solution.py"], "'Two Words!' is no name for a challenge's folder: it must begin"),
        (["Two Words!", "--from", "solution.py"], "did you mean 'two_words'?"),
        (["a/b", "--from", "solution.py"], "did you mean 'a_b'?"),
        (["..", "--from", "solution.py"], "is no name for a challenge's folder"),
        (["x" * 61, "--from", "solution.py"], "60 characters at most"),
        (["negate", "--from", "nosuch.py"], "there is no file nosuch.py"),
        (["negate", "--from", "."], ". is a folder"),
        (["negate", "--from", "/proc/self/mem"], "cannot be read"),
        (["negate", "--from", "solution.py", "--directory", "nosuch"], "there is no folder nosuch to make negate in"),
        (["negate", "--from", "solution.py", "--directory", "solution.py"], "there is no folder solution.py"),
        (["negate", "--signature", "nonsense"], "'nonsense' is no signature"),
        (["full", "--from", "solution.py"], "full is there already and not empty; nothing was changed"),
        (["file", "--from", "solution.py"], "file is there already and is no folder"),
        (["negate", "--form", "solution.py"], "--from"),
    ],
)
def test_usage_errors_are_one_line(place: Path, arguments: list[str], message: str) -> None:
    """Without a terminal nothing is asked: what is missing or wrong is one line, and status 2."""
    (place / "full").mkdir()
    (place / "full" / "mine.txt").write_text("mine")
    (place / "file").write_text("mine")
    before = sorted(place.rglob("*"))
    done = run_judge("new", *arguments, cwd=place)
    assert done.returncode == 2
    assert message in one_line(done)
    assert sorted(place.rglob("*")) == before


def test_empty_folder_is_taken(place: Path) -> None:
    """A folder of that name without anything in it is no obstacle."""
    (place / "negate").mkdir()
    done = run_judge("new", "negate", "--from", "solution.py", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert (place / "negate" / "spec.md").is_file()


def test_folder_without_permission_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may be written, the line says so; root may everywhere, so the kernel's answer is put in its place."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be made: permission denied in"):
        scaffold.write_challenge(place / "made", "Made", scaffold.placeholder_of("add(a: int)"))


def test_full_disk_leaves_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while files are written removes what there is of them."""

    def write_text(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_text)
    with pytest.raises(UsageError, match="cannot be made: No space left on device"):
        scaffold.write_challenge(place / "made", "Made", scaffold.placeholder_of("add(a: int)"))
    assert [path.name for path in place.iterdir()] == ["solution.py"]


def test_interrupt_leaves_nothing(place: Path) -> None:
    """An interrupt while a solution is tried ends with 130 and one line, and nothing is left."""
    write_solution(place, "import time\nprint('up', flush=True)\ndef f(n):\n    time.sleep(1.5)\n    return -n\n")
    before = sorted(place.rglob("*"))
    process = subprocess.Popen(
        judge_command("new", "made", "--from", "solution.py"),
        cwd=place,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while not children.read_text().strip():  # the host of workers
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=30)
    assert (process.returncode, output, error) == (130, "", "judge: interrupted\n")
    assert sorted(place.rglob("*")) == before


def test_help_has_an_example() -> None:
    """`judge new --help` shows how it is called."""
    done = run_judge("new", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "judge new two_sum --from my_solution.py" in done.stdout


def answer_on_terminal(folder: Path, arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Run the command on a terminal and answer its questions; its status and all that appeared."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        judge_command("new", *arguments),
        cwd=folder,
        env=clean_environment(TERM="xterm", COLUMNS="200"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while select.select([ours], [], [], 60)[0] and (chunk := os.read(ours, 65_536)):
                shown += chunk
                if answers and shown.endswith(b": "):
                    os.write(ours, answers.pop(0).encode() + b"\n")
        except OSError:  # what Linux answers when the other end is closed
            pass
        os.close(ours)
        return process.wait(), shown.decode().replace("\r\n", "\n")


def test_terminal_is_asked_for_what_is_missing(place: Path) -> None:
    """On a terminal name, signature and title are asked for, again after a wrong answer; the title has a default."""
    answers = ["No Name", "twice", "nonsense", "twice(n: int) -> int", "Twice a number"]
    status, shown = answer_on_terminal(place, [], answers)
    assert status == 0, shown
    assert "did you mean 'no_name'?" in shown
    assert "'nonsense' is no signature" in shown
    assert "Title [Twice]: " in shown
    assert (place / "twice" / "spec.md").read_text().startswith("# Twice a number\n")
    assert 'title = "Twice a number"' in (place / "twice" / "challenge.toml").read_text()


def test_title_of_any_text_is_valid(tmp_path: Path) -> None:
    """A title with quotes, backslashes and letters of any alphabet is the title that the challenge has."""
    title = r'He said "żółw" \n & left'
    scaffold.write_challenge(tmp_path / "made", title, scaffold.placeholder_of("add(a: int)"))
    assert load_challenge(tmp_path / "made").title == title
    for bad in ("", "  ", "a\x07b", "\x7f"):
        with pytest.raises(UsageError, match="is no title"):
            scaffold.check_title(bad)
