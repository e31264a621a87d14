"""A challenge whose function costs nothing, so that what judging itself costs can be seen: 500 calls of a microsecond."""

from __future__ import annotations

from pathlib import Path

TESTS = '''\
from hypothesis import given, settings, strategies as st

@settings(max_examples=500)
@given(n=st.integers())
def test_doubles(solution, n):
    """Doubles any number."""
    assert solution(n) == 2 * n
'''


def write_trivial_challenge(folder: Path) -> Path:
    """Write the challenge `double`, with a right and a wrong submission, below a folder."""
    challenge = folder / "double"
    for verdict, value in (("accepted", "n + n"), ("wrong_answer", "2 * n if n < 9_999 else 0")):
        known = challenge / "submissions" / verdict
        known.mkdir(parents=True)
        (known / "one.py").write_text(f"def double(n):\n    return {value}\n", encoding="utf-8")
    (challenge / "challenge.toml").write_text('title = "Double"\nentry_point = "double"\n', encoding="utf-8")
    (challenge / "spec.md").write_text("# Double\n", encoding="utf-8")
    (challenge / "reference.py").write_text("def double(n):\n    return 2 * n\n", encoding="utf-8")
    (challenge / "test_double.py").write_text(TESTS, encoding="utf-8")
    return challenge


def write_copies(originals: list[Path], count: int, folder: Path) -> list[Path]:
    """Write `count` submissions of different content, copies of the originals in turn, each with a comment of its own."""
    folder.mkdir(parents=True)
    copies = []
    for number in range(count):
        copy = folder / f"{number:06}.py"
        copy.write_bytes(originals[number % len(originals)].read_bytes() + f"\n# copy {number}\n".encode())
        copies.append(copy)
    return copies
