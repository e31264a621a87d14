"""`judge verify` as a command: exit status, formats, paths, Ctrl-C, processes that are killed, and nothing left behind.

Verdicts are shared between these tests, so that all but the first runs cost little.
"""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from judge.cli.streams import ProgressLine
from judge.package.verify import report_files
from tests.building import DOUBLES, clean_environment, judge_command, run_judge, write_challenge

SCHEMA = json.loads((Path(report_files.__file__).parent / "verification.schema.json").read_text("utf-8"))
SPEC = "# Double\n\n`double(n)`\n\n```\n>>> double(3)\n6\n```\n"
WRONG = '"""Caught by: test_doubles"""\ndef double(n):\n    return 2 * n + 1\n'
ADDS = "def double(n):\n    return n + n\n"
ENDLESS = "import time\ndef test_doubles(solution):\n    assert solution(1) == 2\n    time.sleep(600)\n"


def write(folder: Path, tests: str = DOUBLES, *, starter: str = "def double(n): ...\n") -> Path:
    """Write a challenge; with the defaults it is valid, but for notes."""
    write_challenge(folder, tests, spec=SPEC, reference=ADDS)
    (folder / "starter.py").write_text(starter)
    for verdict, source in (("accepted", "def double(n):\n    return 2 * n\n"), ("wrong_answer", WRONG)):
        (folder / "submissions" / verdict).mkdir(parents=True)
        (folder / "submissions" / verdict / "one.py").write_text(source)
    return folder


@pytest.fixture(scope="module")
def caching(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which runs share verdicts."""
    return {"JUDGE_CACHE": "", "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}


@pytest.fixture
def verify(tmp_path: Path, caching: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `judge verify` in a folder that has the challenges valid and invalid below ./challenges."""
    write(tmp_path / "challenges" / "double")
    write(tmp_path / "challenges" / "half", starter="def halve(n): ...\n")

    def verify(*arguments: str, cwd: Path = tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_judge("verify", *arguments, cwd=cwd, **{**caching, **environment})

    return verify


Verify = Callable[..., subprocess.CompletedProcess[str]]


def test_exit_status_and_text(verify: Verify) -> None:
    """0 where all are valid and 1 where one is not; the problems come after all reports, the last line says which."""
    done = verify("double")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VALID  double · ")
    assert re.search(r"^1 of 1 challenges valid(; .*)?\n\Z", done.stdout, re.MULTILINE)
    done = verify()
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split()[:2] for line in done.stdout.splitlines() if "VALID" in line] == [
        ["VALID", "double"],
        ["INVALID", "half"],
    ]
    *_, problem, rest, _, last = done.stdout.splitlines()
    assert problem == "✗ challenges/half/starter.py:1: folder: defines no function double, which"
    assert rest == "  challenge.toml names"
    assert last.startswith("1 of 2 challenges valid; not valid: half; ")


def test_second_run_says_that_it_remembers(verify: Verify) -> None:
    """Whoever wonders why it was so fast is told, and how to have it judged anew."""
    verify("double")
    last = verify("double").stdout.splitlines()[-1]
    match = re.fullmatch(r"1 of 1 challenges valid; (\d+) of (\d+) verdicts remembered, --fresh judges anew", last)
    assert match is not None
    assert match[1] == match[2]


def test_formats_for_programs(verify: Verify, tmp_path: Path) -> None:
    """One JSON object of the schema, one JUnit file, annotations and the summary of a step; the status is the same."""
    shown = verify("--format", "json")
    assert (shown.returncode, shown.stderr) == (1, "")
    found = json.loads(shown.stdout)
    jsonschema.validate(found, SCHEMA)
    assert [(each["folder"], each["valid"]) for each in found["challenges"]] == [
        ("challenges/double", True),
        ("challenges/half", False),
    ]
    junit = verify("--format", "junit")
    assert junit.returncode == 1
    assert [suite.attrib["name"] for suite in ET.fromstring(junit.stdout)] == ["double", "half"]
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    where = {"GITHUB_WORKSPACE": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}
    github = verify("half", "--format", "github", cwd=tmp_path / "challenges", **where)
    assert github.returncode == 1
    assert github.stdout.startswith("::error file=challenges/half/starter.py,line=1,title=half%3A folder::defines no ")
    assert summary.read_text().startswith("before\n## judge verify\n")
    github = verify("double", "--format", "github", **{**where, "GITHUB_STEP_SUMMARY": "/proc/nowhere"})
    assert github.returncode == 0
    assert github.stderr.startswith("judge: the summary of the step cannot be written: /proc/nowhere: ")


def test_ways_to_name_a_challenge(verify: Verify, tmp_path: Path) -> None:
    """A challenge that is named twice is verified once; paths are shown from the working folder, whatever was written."""
    (tmp_path / "link").symlink_to("challenges/half")
    absolute = str(tmp_path / "challenges" / "half")
    names = ["half", "./challenges/half", absolute, "link"]
    for first in names:
        done = verify(first, *names, "--format", "json")
        (found,) = json.loads(done.stdout)["challenges"]
        shown = "link" if first == "link" else "challenges/half"
        assert (found["name"], found["folder"], found["problems"][0]["path"]) == ("half", shown, f"{shown}/starter.py")
    elsewhere = json.loads(verify(absolute, "--format", "json", cwd=Path("/")).stdout)
    assert elsewhere["challenges"][0]["folder"] == absolute.lstrip("/")


def test_challenges_of_the_same_name(verify: Verify, tmp_path: Path) -> None:
    """They are two challenges, and the last line tells them apart."""
    write(tmp_path / "other" / "half")
    done = verify("half", "other/half")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("1 of 2 challenges valid; not valid: challenges/half; ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "judge: no challenge at nowhere; ./challenges holds double, half"),
        (["doubel"], "judge: no challenge at doubel; did you mean double?"),
        (["challenges"], "judge: challenges is not a challenge: it holds no challenge.toml"),
        (["--format", "xml"], "judge: Invalid value for '--format'"),
        (["--jobs", "0"], "judge: Invalid value for '--jobs'"),
    ],
)
def test_usage_errors(verify: Verify, arguments: list[str], message: str) -> None:
    """Status 2 and one line, before anything is judged."""
    done = verify(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


def test_no_challenges(tmp_path: Path) -> None:
    """A folder without challenges is a usage error, not a success."""
    done = run_judge("verify", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "judge: there are no challenges in ./challenges; name one, or make one with judge new\n",
    )


def test_folder_that_is_not_to_be_used(verify: Verify, tmp_path: Path) -> None:
    """A challenge that cannot even be loaded is not valid: status 1, and the others are verified all the same."""
    (tmp_path / "challenges" / "half" / "challenge.toml").write_text("entry_point = 7\n")
    done = verify()
    assert done.returncode == 1
    assert "✗ folder         cannot be used, so nothing else was checked\n" in done.stdout
    assert "✗ challenges/half/challenge.toml:1: folder: entry_point: must be a string, not 7\n" in done.stdout
    assert done.stdout.startswith("VALID  double · ")


def test_a_test_that_ends_its_process_is_one_clear_error(verify: Verify, tmp_path: Path) -> None:
    """Status 3; the message says what may be the reason, and what was being judged."""
    tests = "import os\ndef test_doubles(solution):\n    assert solution(1) == 2\n    os._exit(0)\n"
    write(tmp_path / "exits", tests)
    done = verify("exits", "double")
    assert done.returncode == 3
    assert done.stdout == ""
    assert re.fullmatch(
        r"judge: a process that judges is gone: a hidden test ended it, .* It was judging exits: exits/reference\.py.*\n",
        done.stderr,
    )


def test_cache_that_cannot_be_used(verify: Verify, tmp_path: Path) -> None:
    """A cache folder that is a file, or holds a damaged file, costs nothing but time."""
    (tmp_path / "file").write_text("")
    (tmp_path / "cache" / "judge").mkdir(parents=True)
    (tmp_path / "cache" / "judge" / "verdicts.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    (tmp_path / "challenges" / "half" / "reference.py").write_text("def double(n): return n / 2\n")
    for cache in ("file", "cache"):
        done = verify("half", "--format", "json", XDG_CACHE_HOME=str(tmp_path / cache))
        assert (done.returncode, done.stderr) == (1, "")
        checks = [problem["check"] for problem in json.loads(done.stdout)["challenges"][0]["problems"]]
        assert checks == ["folder", "reference"]


@pytest.mark.parametrize("closed", ["stdout", "stderr", "stdin"])
def test_closed_streams(verify: Verify, tmp_path: Path, caching: dict[str, str], closed: str) -> None:
    """The status stands also where nobody can read the report."""
    verify("double")
    script = f'exec "$@" {dict(stdout=">&-", stderr="2>&-", stdin="<&-")[closed]}'  # noqa: C408  # readable
    command = ["sh", "-c", script, "sh", *judge_command("verify", "double")]
    done = subprocess.run(command, cwd=tmp_path, env=clean_environment(**caching), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_full_disk_and_closed_pipe(verify: Verify, tmp_path: Path, caching: dict[str, str]) -> None:
    """A report that cannot be written is the judge's error; a reader that goes away ends the command as a signal would."""
    verify("double")
    environment = clean_environment(**caching)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            judge_command("verify", "double"),
            cwd=tmp_path,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (3, b"judge: standard output: No space left on device\n")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        done = subprocess.run(
            judge_command("verify", "double"),
            cwd=tmp_path,
            env=environment,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_narrow_alphabets(verify: Verify) -> None:
    """Where the stream has ASCII only, the report is spelt in it."""
    done = verify("half", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "\\u" not in done.stdout


def descendants(pid: int) -> set[int]:
    """The processes below a process."""
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text("utf-8", "replace").rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(rest.split()[1]), set()).add(int(name.partition(" ")[0]))
    found, new = set(), {pid}
    while new:
        new = set().union(*(children.get(each, set()) for each in new))
        found |= new
    return found


class Running:
    """A `judge verify` of a challenge whose test never ends, with a worker at work."""

    def __init__(self, folder: Path) -> None:
        write(folder / "endless", ENDLESS)
        self.process = subprocess.Popen(
            judge_command("verify", "endless", "--jobs", "1"),
            cwd=folder,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not self.pool() or len(descendants(self.pool()[0])) < 1:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.all = descendants(self.process.pid)

    def pool(self) -> list[int]:
        """The processes of the pool."""
        return [pid for pid in descendants(self.process.pid) if b"spawn_main" in self._command(pid)]

    @staticmethod
    def _command(pid: int) -> bytes:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return b""

    def end(self) -> tuple[int, str, str, float]:
        """Wait for the command: its status, what it printed, and how long that took."""
        began = time.monotonic()
        out, errors = self.process.communicate(timeout=60)
        return self.process.returncode, out, errors, time.monotonic() - began


@pytest.fixture
def running(tmp_path: Path, is_running: Callable[[int], bool]) -> Iterator[Running]:
    """The command at work; afterwards nothing of it may be left."""
    running = Running(tmp_path)
    try:
        yield running
    finally:
        running.process.kill()
    deadline = time.monotonic() + 30
    while any(map(is_running, running.all)):
        assert time.monotonic() < deadline, "processes were left behind"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupts_end_it_at_once(running: Running, number: int) -> None:
    """One line, status 130, no traceback of any process, and no process left, also where a test would never end."""
    os.killpg(running.process.pid, number) if number == signal.SIGINT else running.process.send_signal(number)
    status, out, errors, seconds = running.end()
    assert (status, out, errors) == (130, "", "judge: interrupted\n")
    assert seconds < 10, "it waited for what it was judging"


def test_a_killed_pool_process_is_one_clear_error(running: Running) -> None:
    """Status 3 and one line."""
    os.kill(running.pool()[0], signal.SIGKILL)
    status, out, errors, seconds = running.end()
    assert (status, out) == (3, "")
    assert re.fullmatch(r"judge: a process that judges is gone: .*\n", errors)
    assert seconds < 10


def test_nothing_outlives_a_killed_judge(running: Running) -> None:
    """Where the command itself is killed its processes end too, as the fixture sees."""
    running.process.kill()
    assert running.end()[0] == -signal.SIGKILL


def test_progress_on_a_terminal(verify: Verify, tmp_path: Path, caching: dict[str, str]) -> None:
    """A line that counts what was judged, and is wiped before anything else is printed."""
    verify("half")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        judge_command("verify", "half"),
        cwd=tmp_path,
        env=clean_environment(**caching, TERM="xterm", COLUMNS="100"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := read_terminal(ours):
            shown += chunk
        assert process.wait() == 1
    os.close(ours)
    text = shown.decode()
    assert re.search(r"\d+ of \d+ judged …", text)
    head, report = text.split("INVALID", 1)
    assert head.endswith("\r\x1b[2K\x1b[1;31m")
    assert "judged …" not in report


def read_terminal(descriptor: int) -> bytes:
    """What a terminal shows next; nothing once nobody writes to it any more."""
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        return b""


class Terminal:
    """A terminal that may go away."""

    def __init__(self) -> None:
        self.text = ""
        self.is_gone = False

    def isatty(self) -> bool:
        """It is a terminal."""
        return True

    def write(self, text: str) -> None:
        """Show something."""
        if self.is_gone:
            raise OSError(5, "Input/output error")
        self.text += text

    def flush(self) -> None:
        """Everything is shown at once."""


class TestProgressLine:
    """The line that is replaced again and again."""

    @staticmethod
    def begin(monkeypatch: pytest.MonkeyPatch) -> tuple[Terminal, ProgressLine]:
        """A line on a terminal; not in a fixture, since pytest replaces the streams before each test."""
        terminal = Terminal()
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        return terminal, ProgressLine()

    def test_nothing_is_shown_while_something_else_is_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What other threads have to show meanwhile is dropped, not waited for."""
        terminal, line = self.begin(monkeypatch)
        line.show("first")
        with line.aside():
            terminal.text += "report"
            line.show("second")
        line.show("third")
        line.clear()
        assert terminal.text == "\r\x1b[2Kfirst\r\x1b[2Kreport\r\x1b[2Kthird\r\x1b[2K"

    def test_a_terminal_that_goes_away_ends_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Judging goes on."""
        terminal, line = self.begin(monkeypatch)
        terminal.is_gone = True
        line.show("first")
        assert not line.is_shown
        line.show("second")
        line.clear()
        assert terminal.text == ""
