"""A hostile program as it lies in `programs/`: what it declares of itself in the docstring at its beginning."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path

from judge import Cause, Verdict

HERE = Path(__file__).parent
LAYERS = ("seccomp", "landlock", "namespaces", "rlimits", "host", "protocol")
LAYERS_OF_THE_JUDGE = ("host", "protocol")
"""The same code at every level: what it stops is run at level `full` alone, unless it declares a verdict at `strong` too."""

_LINE = re.compile(r"^(Promise|Verdict|Cause|Layer|Verdict at strong|Runs|Only on|Only at): (.+)$", re.MULTILINE)
_KNOWN = {"-", *Cause}


@dataclass(frozen=True)
class Program:
    """One attack.

    Attributes:
        promise: Number of the promise in the threat model that it attacks.
        layer: What first stops it at level `full`.
        expected: By level, the pairs of verdict and cause that it may get.
        runs: How often in a row it is judged; more than once if it leaves something to its next run.
        machine: The only machine type it is written for; empty for all.
    """

    path: Path
    promise: int
    layer: str
    expected: dict[str, set[tuple[str, str]]]
    runs: int
    machine: str

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def fits(self) -> bool:
        return self.machine in {"", platform.machine()}


def read_program(path: Path) -> Program:
    """Read what a program declares.

    Raises:
        ValueError: A line is missing, or says something unknown.
    """
    # As text: some programs are of a kind that `ast` does not survive.
    text = path.read_text("utf-8")
    docstring = text.split('"""')[1]
    lines = dict(_LINE.findall(docstring))
    try:
        verdicts, causes = lines["Verdict"].split(" or "), lines["Cause"].split(" or ")
        full = set(zip(verdicts * len(causes) if len(verdicts) == 1 else verdicts, causes, strict=True))
        strong = {tuple(lines["Verdict at strong"].split())} if "Verdict at strong" in lines else full
        expected = {"full": full, "strong": strong}
        if lines["Layer"] in LAYERS_OF_THE_JUDGE and "Verdict at strong" not in lines:
            del expected["strong"]
        if "Only at" in lines:
            expected = {lines["Only at"]: expected[lines["Only at"]]}
        program = Program(
            path=path,
            promise=int(lines["Promise"]),
            layer=lines["Layer"],
            expected=expected,
            runs=int(lines.get("Runs", "1")),
            machine=lines.get("Only on", ""),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error
    pairs = set().union(*expected.values())
    if program.promise not in range(1, 7) or program.layer not in LAYERS:
        raise ValueError(f"{path}: promise {program.promise}, layer {program.layer!r}")
    if not all(verdict in set(Verdict) and cause in _KNOWN for verdict, cause in pairs):
        raise ValueError(f"{path}: {sorted(pairs)}")
    return program


def all_programs() -> list[Program]:
    """Every program, by group and name."""
    return [read_program(path) for path in sorted(HERE.glob("programs/*/*.py"))]
