"""Build the autograder that Gradescope takes: https://gradescope-autograders.readthedocs.io/en/latest/specs/.

It is a ZIP file with the judge itself, one challenge, `setup.sh`, which Gradescope runs once, and `run_autograder`, which it
runs for each submission. Libraries are asked for in the versions that are here, so that there the verdicts are the same.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import judge
from judge.challenge import Challenge, judged_files, load_challenge
from judge.errors import ChallengeError, UsageError
from judge.package.archive import zip_files
from judge.package.folder import appearing

_SETUP: Final = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image: Python 3.11 or newer, and the libraries of the judge.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

find_python() {
    local each
    for each in python3.13 python3.12 python3.11 python3; do
        if "$each" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$each"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    apt-get update -qq
    for version in 3.13 3.12 3.11; do
        apt-get install -y -qq "python$version" "python$version-venv" && break
    done
    python=$(find_python) || {
        echo "setup.sh: the judge needs Python 3.11 or newer, and there is none to install: choose a newer base image" >&2
        exit 1
    }
fi
"$python" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
chmod -R go-rwx hidden  # submissions run as another user
"""
_RUN: Final = """\
#!/usr/bin/env bash
# Gradescope runs this in /autograder for each submission, and reads results/results.json.
PYTHONPATH="$PWD/source/lib" exec source/venv/bin/python -P -m judge.package.gradescope_run
"""
EXECUTABLE: Final = ("run_autograder", "setup.sh")


def write_autograder(folders: Sequence[Path], output: Path) -> list[str]:
    """Write the autograder of a challenge, complete or not at all.

    Args:
        folders: One challenge folder.
        output: A new ZIP file.

    Returns:
        What is in it, sorted, the files of the judge as one entry.

    Raises:
        UsageError: There is more than one challenge, the name does not end in `.zip`, or there is something at the place.
        ChallengeError: The challenge is not valid.
    """
    if len(folders) != 1:
        raise UsageError("an autograder for Gradescope is for one assignment: name one challenge")
    if output.suffix.lower() != ".zip":
        raise UsageError(f"Gradescope takes a ZIP file: name one such as {output.name or 'autograder'}.zip")
    own = {
        "setup.sh": _SETUP.encode(),
        "run_autograder": _RUN.encode(),
        "requirements.txt": requirements().encode(),
        **_challenge_files(load_challenge(folders[0])),
    }
    with appearing(output) as place:
        place.write_bytes(zip_files(dict(sorted({**own, **_judge_files()}.items())), EXECUTABLE))
    return sorted([*own, "lib/judge/"])


def requirements() -> str:
    """The libraries that the judge needs, in the versions that are installed here, a line each."""
    names = [
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        for requirement in importlib.metadata.requires("judge") or []
        if "extra ==" not in requirement
    ]
    return "".join(f"{name}=={importlib.metadata.version(name)}\n" for name in sorted(names))


def _challenge_files(challenge: Challenge) -> dict[str, bytes]:
    """What decides verdicts, where `load_challenge` finds it, so that the digest is the same."""
    base = f"hidden/challenges/{challenge.name}"
    try:
        files = {
            f"{base}/{path.relative_to(challenge.folder).as_posix()}": path.read_bytes()
            for path in judged_files(challenge.folder)
        }
        if challenge.reference.parent != challenge.folder:
            files[f"hidden/reference/{challenge.reference.name}"] = challenge.reference.read_bytes()
    except OSError as error:
        raise ChallengeError(f"{error.filename}: cannot be read: {error.strerror}") from error
    return files


def _judge_files() -> dict[str, bytes]:
    """The judge, as it is installed here."""
    package = Path(judge.__file__).parent
    return {
        f"lib/judge/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
