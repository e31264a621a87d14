"""The verdict cache gives back what was kept, and nothing that goes wrong with its file costs more than time."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.package.verify import verdict_cache
from judge.package.verify.verdict_cache import VerdictCache, make_key

FILE = "verdicts.sqlite"
KEPT = {"verdict": "accepted", "message": "größer \ud800", "properties": [{"share": 0.25}], "rows": []}


def keep(folder: Path, key: str = "key", value: dict[str, object] | None = None) -> None:
    """Keep a value in the cache of a folder."""
    with closing(VerdictCache(folder=folder)) as cache:
        cache.put(key, KEPT if value is None else value)


def find(folder: Path, key: str = "key") -> object:
    """What the cache of a folder has."""
    with closing(VerdictCache(folder=folder)) as cache:
        return cache.get(key)


def test_what_is_kept_is_there_in_the_next_run(tmp_path: Path) -> None:
    """A value is found again under its key and under no other."""
    keep(tmp_path / "new" / "folder")
    assert find(tmp_path / "new" / "folder") == KEPT
    assert find(tmp_path / "new" / "folder", "another") is None


def test_fresh_ignores_what_is_kept_and_replaces_it(tmp_path: Path) -> None:
    """With `fresh` nothing is found, and what is put counts from then on."""
    keep(tmp_path)
    with closing(VerdictCache(fresh=True, folder=tmp_path)) as cache:
        assert cache.get("key") is None
        cache.put("key", {"verdict": "wrong_answer"})
        assert cache.get("key") is None
    assert find(tmp_path) == {"verdict": "wrong_answer"}


def test_nothing_is_kept_where_the_user_wants_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`JUDGE_CACHE=0` turns it off; `XDG_CACHE_HOME` says where it is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("JUDGE_CACHE", "0")
    with closing(VerdictCache()) as cache:
        cache.put("key", KEPT)
        assert cache.get("key") is None
    assert list(tmp_path.iterdir()) == []
    monkeypatch.delenv("JUDGE_CACHE")
    with closing(VerdictCache()) as cache:
        cache.put("key", KEPT)
        assert cache.get("key") == KEPT
    assert (tmp_path / "judge" / FILE).is_file()


def damage_all(path: Path) -> None:
    """Something else under the name."""
    path.write_bytes(b"this is no database at all" * 1_000)


def damage_pages(path: Path) -> None:
    """A database whose header is right, and no page behind it."""
    content = path.read_bytes()
    path.write_bytes(content[:1_024] + b"\x55" * (len(content) - 1_024))


def cut_short(path: Path) -> None:
    """What a full disk leaves."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [damage_all, damage_pages, cut_short])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: object) -> None:
    """A damaged file holds nothing, and the next run finds again what this one keeps."""
    keep(tmp_path)
    damage(tmp_path / FILE)  # type: ignore[operator]
    with closing(VerdictCache(folder=tmp_path)) as cache:
        assert cache.get("key") is None
        cache.put("key", KEPT)  # where the damage shows only now, this one is lost with the file
        cache.put("key", KEPT)
        assert cache.get("key") == KEPT
    assert find(tmp_path) == KEPT


@pytest.mark.parametrize("value", ["no JSON", "[1, 2]", "null", None, 7, b"\xff"])
def test_odd_values_count_as_none(tmp_path: Path, value: object) -> None:
    """A value that is no object in JSON is none."""
    keep(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        database.execute("UPDATE verdicts SET value = ?", (value,))
    assert find(tmp_path) is None


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path) -> None:
    """Where there is no room for the file, nothing is kept and nothing fails."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder" / FILE).mkdir(parents=True)
    for folder in (tmp_path / "file" / "below", tmp_path / "folder", Path("/proc/nowhere")):
        keep(folder)
        assert find(folder) is None


def test_a_file_in_use_is_waited_for_and_then_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that holds on to the file costs others a while, and never the file."""
    keep(tmp_path)
    monkeypatch.setattr(verdict_cache, "_LOCK_SECONDS", 0.01)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keep(tmp_path, "late")
        other.execute("COMMIT")
    assert find(tmp_path) == KEPT
    assert find(tmp_path, "late") is None


def test_those_not_used_for_the_longest_time_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound those stay that were kept or asked for last."""
    monkeypatch.setattr(verdict_cache, "_ROWS_KEPT", 2)
    times = iter(range(100))
    monkeypatch.setattr(verdict_cache.time, "time", lambda: next(times))
    keep(tmp_path, "first")
    keep(tmp_path, "second")
    assert find(tmp_path, "first") == KEPT
    keep(tmp_path, "third")
    assert [find(tmp_path, key) is not None for key in ("first", "second", "third")] == [True, False, True]


def test_closing_twice_and_asking_later(tmp_path: Path) -> None:
    """A closed cache keeps and knows nothing; a task that ends late may still come to it."""
    cache = VerdictCache(folder=tmp_path)
    cache.put("key", KEPT)
    cache.close()
    cache.close()
    cache.put("late", KEPT)
    assert cache.get("key") is None
    assert find(tmp_path, "late") is None


def test_many_threads_and_processes(tmp_path: Path) -> None:
    """What threads of several processes keep at the same time is all there."""
    program = (
        "import sys, threading; from pathlib import Path; from judge.package.verify.verdict_cache import VerdictCache\n"
        "cache = VerdictCache(folder=Path(sys.argv[1]))\n"
        "def work(number):\n"
        "    for each in range(20): cache.put(f'{sys.argv[2]} {number} {each}', {'is': each})\n"
        "threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]; cache.close()\n"
    )
    others = [subprocess.Popen([sys.executable, "-c", program, tmp_path, name]) for name in "ab"]
    with closing(VerdictCache(folder=tmp_path)) as cache:
        threads = [threading.Thread(target=cache.put, args=(f"own {each}", {"is": each})) for each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [other.wait() for other in others] == [0, 0]
    with closing(VerdictCache(folder=tmp_path)) as cache:
        names = [f"{name} {number} {each}" for name in "ab" for number in range(4) for each in range(20)]
        assert all(cache.get(name) == {"is": int(name.split()[-1])} for name in names)
        assert all(cache.get(f"own {each}") == {"is": each} for each in range(8))


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(one=st.lists(PARTS, max_size=3), other=st.lists(PARTS, max_size=3))
def test_keys_tell_parts_apart(one: list[object], other: list[object]) -> None:
    """Two keys are the same exactly if their parts are written in the same way."""

    def written(parts: list[object]) -> str:
        return json.dumps(parts, sort_keys=True, default=lambda value: ["bytes", value.hex()])

    assert (make_key(*one) == make_key(*other)) is (written(one) == written(other))


def test_keys_take_plain_data_only() -> None:
    """What has no fixed text cannot be part of a key."""
    with pytest.raises(TypeError, match="set cannot be part of a key"):
        make_key({1, 2})


@pytest.fixture
def fresh_surroundings() -> Iterator[None]:
    """Have the judge's code and the versions looked up again, also after the test."""
    verdict_cache._surroundings.cache_clear()
    yield
    verdict_cache._surroundings.cache_clear()


@pytest.mark.usefixtures("fresh_surroundings")
@pytest.mark.parametrize(
    ("name", "counts"),
    [("grading/new.py", True), ("wire/codec.py", True), ("cli/new.py", False), ("package/verify/junk.py", False)],
)
def test_keys_depend_on_the_code_that_judges(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    counts: bool,  # noqa: FBT001  # a table's column
) -> None:
    """Another judge gives other keys; what only asks for verdicts or reports them has no part in that."""
    monkeypatch.setattr(verdict_cache, "__file__", str(tmp_path / "package" / "verify" / "verdict_cache.py"))
    before = make_key("part")
    verdict_cache._surroundings.cache_clear()
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("changed")
    assert (make_key("part") != before) is counts


@pytest.mark.usefixtures("fresh_surroundings")
def test_keys_depend_on_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a library that generates or checks inputs gives other keys."""
    before = make_key("part")
    verdict_cache._surroundings.cache_clear()
    monkeypatch.setattr(verdict_cache.importlib.metadata, "version", lambda _: "99.0")
    assert make_key("part") != before
