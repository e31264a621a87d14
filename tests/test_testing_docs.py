"""docs/testing.md describes all that `judge.testing` offers, as it is, with examples that run."""

from __future__ import annotations

import copy
import inspect
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import judge.testing
from judge.testing import Call, CpuLimit, Timed

PAGE = (Path(__file__).parents[1] / "docs" / "testing.md").read_text("utf-8")
NAME = re.compile(r"^### `(\w+)(.*)`$")


class InProcess:
    """An entry point in this process, whose time is made up: a microsecond for each character of the arguments' text."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call it with copies of the arguments."""
        return self.function(*copy.deepcopy(args), **kwargs)

    def call(self, *args: object, **kwargs: object) -> Call:
        """Call it, and keep what became of the copies."""
        arguments = copy.deepcopy(args)
        return Call(self.function(*arguments, **kwargs), arguments)

    def sample(self, count: int, *args: object, **kwargs: object) -> list[object]:
        """Call it again and again."""
        return [self(*args, **kwargs) for _ in range(count)]

    def call_within(self, _limit: CpuLimit, *args: object, **kwargs: object) -> object:
        """Call it, however long it takes."""
        return self(*args, **kwargs)

    def timed(self, *args: object, **kwargs: object) -> Timed:
        """Call it, and make up the time."""
        return Timed(self(*args, **kwargs), 1e-6 * len(repr(args)))


@dataclass(frozen=True)
class Entry:
    """The part of the page under one public name: its signature as the page has it, and its examples."""

    name: str
    signature: str
    examples: str
    entry_point: str


def entries() -> Iterator[Entry]:
    """Read the page: a block without tests defines the entry point from there on."""
    entry_point = ""
    for part in re.split(r"^(?=##)", PAGE, flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```python\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        examples = [block for block in blocks if "def test_" in block]
        heading = NAME.match(part.partition("\n")[0])
        if heading is not None:
            yield Entry(*heading.groups(), "\n".join(examples), entry_point)
        entry_point = next((block for block in blocks if block not in examples), entry_point)


ENTRIES = list(entries())
PRELUDE = re.search(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL).group(1)


def run(source: str, namespace: dict[str, object]) -> list[Callable[..., object]]:
    """Run source text; the functions that it defines, in order."""
    before = set(namespace)
    exec(compile(source, "docs/testing.md", "exec"), namespace)
    return [value for name, value in namespace.items() if name not in before and inspect.isfunction(value)]


def test_every_public_name_is_described_once() -> None:
    """The headings are the names in `__all__`."""
    assert sorted(entry.name for entry in ENTRIES) == sorted(judge.testing.__all__)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_heading_has_the_signature(entry: Entry) -> None:
    """What a heading says of parameters and defaults is so; exceptions and the protocol are named only."""
    thing = getattr(judge.testing, entry.name)
    if inspect.isclass(thing) and not hasattr(thing, "__dataclass_fields__"):
        assert entry.signature == ""
    else:
        signature = inspect.signature(thing)
        bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
        assert entry.signature == str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_example_runs(entry: Entry) -> None:
    """The tests under a heading use what it names, and pass with the entry point that stands above them."""
    random.seed(0)
    namespace: dict[str, object] = {}
    run(PRELUDE, namespace)
    function = run(entry.entry_point, namespace)[-1]
    fixtures = {"solution": InProcess(function), "reference": function}
    tests = [test for test in run(entry.examples, namespace) if test.__name__.startswith("test_")]
    assert tests
    assert re.search(rf"\b{entry.name}\b", entry.examples)
    for test in tests:
        test(**{name: fixtures[name] for name in inspect.signature(test).parameters})


def test_every_public_name_has_a_docstring() -> None:
    """`help()` says something of each of its own."""
    for name in judge.testing.__all__:
        assert inspect.getdoc(getattr(judge.testing, name)), name


def test_importing_it_is_cheap() -> None:
    """`import judge.testing` loads neither Hypothesis nor numpy nor pytest."""
    source = "import sys, judge.testing; print({'hypothesis', 'numpy', 'pytest'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
