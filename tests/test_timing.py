"""Runtimes are measured from outside, beside the reference; nothing a submission does to clocks or ahead of its call helps it.

Figures of a machine that does other things as well: each assertion leaves room for times that are half as long again.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from judge.challenge import load_challenge
from judge.errors import ChallengeError
from judge.model import Timing
from judge.timing.measurement import measure_submissions
from judge.timing.race import Effort
from judge.timing.sized_input import SizedInput, load_sized_input
from tests.building import run_judge, write_challenge, write_submission

REPORTS = Path(__file__).parents[1] / "judge" / "report"
EFFORT = Effort(call_seconds=0.004, seconds=1.5, rounds=1, slack=0.1)
COUNTS = """\
def double(n):
    total = 0
    for k in range(n):
        total += k
    return total
"""
"""The reference: work in proportion to `n`."""

TRIANGLES = '''\
def test_counts(solution):
    """Adds up the numbers below n."""
    assert [solution(n) for n in (0, 1, 5)] == [0, 0, 10]
'''
SIZED_INPUT = """\
SMALLEST = 2_000
LARGEST = 500_000

def make_input(size, randomness):
    return (size - randomness.randrange(size // 100),)
"""
IN_A_TABLE = """\
TABLE = []

def fill():
    total = 0
    for k in range(500_001):
        TABLE.append(total)
        total += k

def double(n):
    if not TABLE:
        fill()
    return TABLE[n]
"""

Measure = Callable[[str], Timing]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A challenge with sized inputs."""
    folder = write_challenge(tmp_path / "double", TRIANGLES, reference=COUNTS)
    (folder / "sized_input.py").write_text(SIZED_INPUT)
    return folder


@pytest.fixture
def measure(folder: Path) -> Measure:
    """A function that measures a source beside the reference."""
    challenge = load_challenge(folder)
    sized_input = load_sized_input(challenge.sized_input)
    assert sized_input is not None

    def run(source: str) -> Timing:
        (timing,) = measure_submissions(challenge, [("mine.py", source.encode())], sized_input, effort=EFFORT)
        return timing

    return run


def assert_ratio(timing: Timing, low: float, high: float = math.inf) -> None:
    """Assert that the ratio is known, and that its interval, which a busy machine widens, has something of a range."""
    assert timing.relative is not None, timing.note
    assert timing.relative.low <= timing.relative.value <= timing.relative.high
    assert low < timing.relative.high
    assert timing.relative.low < high


class TestRatio:
    """How a submission's time compares with the reference's."""

    def test_the_reference_takes_as_long_as_itself(self, measure: Measure) -> None:
        """The same program is at about 1."""
        assert_ratio(measure(COUNTS), 0.65, 1.5)

    def test_four_times_the_work_takes_four_times_as_long(self, measure: Measure) -> None:
        """Work that is done four times is at about 4."""
        source = COUNTS.replace("double", "once") + "\ndef double(n):\n    return [once(n) for _ in range(4)][0]\n"
        assert_ratio(measure(source), 2.6, 6)

    def test_sleeping_is_free(self, measure: Measure) -> None:
        """CPU time is measured, not elapsed time."""
        source = COUNTS.replace("    total = 0", "    import time; time.sleep(0.005)\n    total = 0")
        assert_ratio(measure(source), 0, 1.5)

    def test_a_patched_clock_gains_nothing(self, measure: Measure) -> None:
        """The submission's idea of time is not asked."""
        patches = "import os, resource, time\n"
        for name in ("time", "perf_counter", "process_time", "thread_time", "monotonic", "clock_gettime"):
            patches += f"time.{name} = lambda *_: 0.0\n"
        patches += "os.times = lambda: (0.0,) * 5\nresource.getrusage = lambda *_: None\n"
        assert_ratio(measure(patches + COUNTS), 0.65)

    def test_threads_gain_nothing(self, measure: Measure) -> None:
        """What threads do for a call is part of it, whichever finishes it."""
        source = COUNTS.replace("double", "count") + (
            "\ndef double(n):\n    from threading import Thread\n    found = []\n"
            "    thread = Thread(target=lambda: found.append(count(n)))\n    thread.start()\n    thread.join()\n"
            "    return found[0]\n"
        )
        assert_ratio(measure(source), 0.65)

    def test_work_after_the_reply_counts(self, measure: Measure) -> None:
        """A thread that goes on after the call, as one that works ahead for the next would, is part of it."""
        source = COUNTS.replace("double", "count") + (
            "\ndef double(n):\n    from threading import Thread\n    value = count(n)\n"
            "    Thread(target=lambda: [count(n) for _ in range(4)]).start()\n    return value\n"
        )
        assert_ratio(measure(source), 1.5)

    @pytest.mark.parametrize("ahead", ["fill()\n", ""], ids=["when it is imported", "in its first call"])
    def test_work_ahead_of_the_call_gains_nothing(self, measure: Measure, ahead: str) -> None:
        """A table of all answers costs more than the one call that has the use of it."""
        assert_ratio(measure(IN_A_TABLE + ahead), 1)

    def test_wrong_answers_are_not_compared(self, measure: Measure) -> None:
        """A submission that spares itself the work on large inputs gets no ratio, and is told so."""
        timing = measure("def double(n):\n    return 0\n")
        assert timing.relative is None
        assert timing.note == "on an input of size 2,000 its answer is not the reference's"

    @pytest.mark.parametrize("answer", ["[numpy.arange(n), 1.5]", "{1.0, 0.1 + 0.2}", "float('nan')", "[n, None, 1j]"])
    def test_any_plain_answers_are_compared(self, folder: Path, answer: str) -> None:
        """Arrays, sets, what is not equal to itself, and numbers but for rounding."""
        source = COUNTS.replace("return total", f"return {answer}").replace("def", "import numpy\ndef", 1)
        (folder / "reference.py").write_text(source)
        sized_input = load_sized_input(folder / "sized_input.py")
        assert sized_input is not None
        (timing,) = measure_submissions(load_challenge(folder), [("x.py", source.encode())], sized_input, effort=EFFORT)
        assert_ratio(timing, 0.5, 2)

    def test_answers_that_vary_are_held_against_nobody(self, folder: Path) -> None:
        """Where the reference draws at random, another answer is as good."""
        source = COUNTS.replace("return total", "return random.random() < 0.5").replace("def", "import random\ndef", 1)
        (folder / "reference.py").write_text(source)
        sized_input = load_sized_input(folder / "sized_input.py")
        assert sized_input is not None
        (timing,) = measure_submissions(load_challenge(folder), [("x.py", source.encode())], sized_input, effort=EFFORT)
        assert_ratio(timing, 0.5, 2)

    def test_a_submission_that_sleeps_is_waited_for_once(self, measure: Measure) -> None:
        """It is measured at the smallest size only, so that it costs little time."""
        timing = measure(COUNTS.replace("    total = 0", "    import time; time.sleep(0.6)\n    total = 0"))
        assert [each.size for each in timing.sizes if each.seconds is not None] == [2_000]

    def test_a_call_that_fails_is_told(self, measure: Measure) -> None:
        """What a submission died of on a large input stands in place of the ratio."""
        timing = measure("import os\ndef double(n):\n    os._exit(7)\n")
        assert timing.relative is None
        assert timing.note == "on an input of size 2,000, its process exited with status 7"

    def test_memory_is_what_is_above_an_idle_worker(self, measure: Measure) -> None:
        """The interpreter's own memory is not the submission's."""
        assert measure(COUNTS).peak_memory_bytes < 5e6
        hungry = measure(COUNTS.replace("total = 0", "total = len('x' * 30_000_000) * 0"))
        assert 25e6 < hungry.peak_memory_bytes < 45e6


class TestSizedInput:
    """`sized_input.py`."""

    @pytest.mark.parametrize(
        ("source", "problem"),
        [
            ("SMALLEST = 1", "needs SMALLEST and LARGEST, two ints, and a function make_input"),
            (SIZED_INPUT.replace("500_000", "20_000"), "LARGEST must be at least 16 times SMALLEST"),
            ("1 / 0", "cannot be executed: ZeroDivisionError"),
            ("def", "cannot be executed: SyntaxError"),
        ],
    )
    def test_mistakes_are_named(self, folder: Path, source: str, problem: str) -> None:
        """With the file, and what it must have."""
        path = folder / "sized_input.py"
        path.write_text(source)
        with pytest.raises(ChallengeError, match=problem) as caught:
            load_sized_input(path)
        assert str(caught.value).startswith(f"{path}: ")

    @pytest.mark.parametrize(
        ("made", "problem"),
        [
            ([3], r"make_input must return the arguments as a tuple, not list"),
            (None, r"make_input must return the arguments as a tuple, not NoneType"),
        ],
    )
    def test_inputs_are_tuples(self, made: object, problem: str) -> None:
        """A list would be taken for the argument by some and for the arguments by others."""
        sized_input = SizedInput(Path("sized_input.py"), lambda *_: made, 1, 16)
        with pytest.raises(ChallengeError, match=problem):
            sized_input(1, random.Random(0))

    def test_no_verdict_depends_on_it(self, folder: Path) -> None:
        """The challenge's digest, under which certificates and verdicts are kept, is the same without it."""
        before = load_challenge(folder).digest
        (folder / "sized_input.py").unlink()
        assert load_challenge(folder).digest == before


class TestRun:
    """`judge run` measures what it accepts."""

    def test_the_report_has_it(self, folder: Path, tmp_path: Path) -> None:
        """In words and as a plot."""
        done = run_judge("run", folder, write_submission(tmp_path, COUNTS))
        assert done.returncode == 0
        assert "× the reference (" in done.stdout
        assert "o: yours, r: the reference" in done.stdout

    def test_it_can_be_done_without(self, folder: Path, tmp_path: Path) -> None:
        """`--no-timing` leaves it out."""
        done = run_judge("run", folder, write_submission(tmp_path, COUNTS), "--no-timing", "--format", "json")
        assert "timing" not in json.loads(done.stdout)["runtime"]

    def test_the_object_is_what_the_schema_says(self, folder: Path, tmp_path: Path) -> None:
        """With the interval, every size, and the growth."""
        done = run_judge("run", folder, write_submission(tmp_path, COUNTS), "--format", "json")
        result = json.loads(done.stdout)
        jsonschema.validate(result, json.loads((REPORTS / "result.schema.json").read_text()))
        timing = result["runtime"]["timing"]
        assert timing["relative"]["low"] <= timing["relative"]["value"] <= timing["relative"]["high"]
        assert [each["size"] for each in timing["sizes"]][:2] == [2_000, 4_000]

    def test_what_is_not_accepted_is_not_measured(self, folder: Path, tmp_path: Path) -> None:
        """There is nothing to compare."""
        done = run_judge("run", folder, write_submission(tmp_path, "def double(n): return 7\n"), "--format", "json")
        assert done.returncode == 1
        assert "timing" not in json.loads(done.stdout)["runtime"]

    @pytest.mark.parametrize(
        "broken",
        [
            "1 / 0",
            "raise SystemExit(0)",
            SIZED_INPUT.replace("return (size", "raise SystemExit(0)\n    return (size"),
            SIZED_INPUT.replace(
                "return (size - randomness.randrange(size // 100),)",
                "x = []\n    for _ in range(400): x = [x]\n    return (x,)",
            ),
        ],
        ids=["raises", "exits", "exits later", "too deep"],
    )
    def test_a_verdict_that_stands_is_not_lost(self, folder: Path, tmp_path: Path, broken: str) -> None:
        """A broken `sized_input.py` is the challenge's fault, and a note in the report that says no more to the candidate."""
        (folder / "sized_input.py").write_text(broken)
        done = run_judge("run", folder, write_submission(tmp_path, COUNTS))
        assert (done.returncode, done.stderr) == (0, "")
        assert "not compared: the challenge's sized_input.py is at fault" in done.stdout

    def test_printing_in_it_is_no_part_of_the_report(self, folder: Path, tmp_path: Path) -> None:
        """It goes to standard error."""
        (folder / "sized_input.py").write_text(
            SIZED_INPUT.replace("    return", "    print('made')\n    return") + "print('read')"
        )
        done = run_judge("run", folder, write_submission(tmp_path, COUNTS), "--format", "json")
        assert json.loads(done.stdout)["verdict"] == "accepted"
        assert "read\nmade\n" in done.stderr


class TestBench:
    """`judge bench` measures several beside each other."""

    def test_they_are_ranked(self, folder: Path, tmp_path: Path) -> None:
        """The faster first; what is not accepted last, without figures."""
        fast = write_submission(tmp_path, "def double(n):\n    return n * (n - 1) // 2\n", "fast.py")
        same = write_submission(tmp_path, COUNTS, "same.py")
        wrong = write_submission(tmp_path, "def double(n): return 7\n", "wrong.py")
        done = run_judge("bench", folder, wrong, same, fast, "--timing", "brief", "--format", "json")
        assert done.returncode == 1
        result = json.loads(done.stdout)
        jsonschema.validate(result, json.loads((REPORTS / "bench" / "bench.schema.json").read_text()))
        entries = result["submissions"]
        assert [Path(entry["path"]).name for entry in entries] == ["fast.py", "same.py", "wrong.py"]
        assert [entry["rank"] for entry in entries] == [1, 2, None]
        assert entries[2]["timing"] is None

    def test_text_and_page_name_them_all(self, folder: Path, tmp_path: Path) -> None:
        """Whatever is in a file's name does no harm in either."""
        evil = write_submission(tmp_path, COUNTS, "<b>\x1b[31m.py")
        page = tmp_path / "bench.html"
        assert run_judge("bench", folder, evil, "--timing", "brief").stdout.count("\\x1b[31m") == 1
        assert run_judge("bench", folder, evil, "--timing", "brief", "--output", f"html:{page}").returncode == 0
        html = page.read_text()
        assert "&lt;b&gt;\\x1b[31m.py" in html
        assert "<b>" not in html
        assert '<svg class="growth"' in html

    def test_it_needs_sized_inputs(self, folder: Path, tmp_path: Path) -> None:
        """Without them there is a usage error that names the file to write."""
        (folder / "sized_input.py").unlink()
        done = run_judge("bench", folder, write_submission(tmp_path, COUNTS))
        assert done.returncode == 2
        assert "sized_input.py is missing" in done.stderr
        assert done.stdout == ""
