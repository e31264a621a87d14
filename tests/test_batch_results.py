"""Results on disk: torn and damaged lines, foreign folders, full disks; shards put together."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge import UsageError
from judge.batch import results as results_module
from judge.batch.merge import merge
from judge.batch.results import ResultFile
from judge.errors import JudgeError

SETTINGS = {"challenges": {"double": "d1"}, "seed": 0, "shard": None, "judge": "1"}


def make_result(name: str, content: str = "", **changes: Any) -> dict[str, Any]:
    """As much of a result as the file looks at."""
    digest = content or f"content of {name}"
    return {
        "id": name,
        "challenge": {"name": "double", "digest": "d1"},
        "submission": {"path": name, "digest": digest},
        "verdict": "accepted",
        **changes,
    }


def write(folder: Path, *results: dict[str, Any], resume: bool = False, **settings: object) -> dict[str, int]:
    """Write results that are not there yet, as a batch does, and finish."""
    with ResultFile(folder, {**SETTINGS, **settings}, resume=resume) as file:
        for result in results:
            if not file.is_done(result["id"]):
                file.add(result)
        file.finish(len(results))
        return dict(file.counts)


def read(folder: Path) -> list[dict[str, Any]]:
    """The results in a folder."""
    return [json.loads(line) for line in (folder / "results.jsonl").read_text("ascii").splitlines()]


def refusal(folder: Path, *, resume: bool = True, **settings: object) -> str:
    """The message with which a folder is refused."""
    with pytest.raises(UsageError) as raised:
        write(folder, resume=resume, **settings)
    return str(raised.value)


THREE = [make_result("a"), make_result("\udcff\n\ud800"), make_result("c", "content of a", duplicate_of="a")]
LINES = [json.dumps(result).encode() + b"\n" for result in THREE]


def test_file_torn_anywhere_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever byte a file ends, resuming gives the file that an unbroken run gives."""
    monkeypatch.setattr("os.fsync", lambda _: None)  # two thousand would take a minute
    whole = b"".join(LINES)
    write(tmp_path)
    for length in range(len(whole) + 1):
        (tmp_path / "results.jsonl").write_bytes(whole[:length])
        assert write(tmp_path, *THREE, resume=True) == {"accepted": 3}
        assert (tmp_path / "results.jsonl").read_bytes() == whole


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(
    "damage", [b"\0" * 50, b"{}", b"[1]", b'{"id": 5}', b"", b"[" * 9_999], ids=lambda damage: damage[:9]
)
def test_damaged_line_costs_itself_only(tmp_path: Path, number: int, damage: bytes) -> None:
    """Wherever a line is damaged, all others are kept, and what was in it is judged again."""
    write(tmp_path)
    lines = [line if line != LINES[number] else damage + b"\n" for line in LINES]
    (tmp_path / "results.jsonl").write_bytes(b"".join(lines))
    with ResultFile(tmp_path, SETTINGS, resume=True) as file:
        assert [file.is_done(result["id"]) for result in THREE] == [line != LINES[number] for line in LINES]
        assert file.find("d1", "content of a") == (THREE[0] if number != 0 else None)
        file.add(THREE[number])
        assert file.find("d1", "content of a") == THREE[0]
    assert sorted(map(str, read(tmp_path))) == sorted(map(str, THREE))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "batch.json", "results.jsonl"]


def test_first_of_a_content_is_found(tmp_path: Path) -> None:
    """A content is known by challenge and source together, also after a restart; duplicates are not the first."""
    write(tmp_path, THREE[2], make_result("b"), make_result("x", "content of b"), THREE[0])
    with ResultFile(tmp_path, SETTINGS, resume=True) as file:
        assert file.find("d1", "content of b") == make_result("b")
        assert file.find("d1", "content of a") == THREE[0]
        assert file.find("d2", "content of a") is None


def test_folder_with_results_is_not_written_over(tmp_path: Path) -> None:
    """Without `--resume` results that are there stay as they are."""
    write(tmp_path, *THREE)
    assert (
        refusal(tmp_path, resume=False)
        == f"{tmp_path} holds results already; go on with --resume, or name another folder"
    )
    assert read(tmp_path) == THREE


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"seed": 1}, "seed was 0, now 1"),
        ({"shard": [1, 2]}, r"shard was None, now \[1, 2\]"),
        ({"judge": "2"}, "judge was '1', now '2'"),
        ({"challenges": {"double": "d2"}}, "a challenge was changed"),
    ],
)
def test_another_batch_is_not_resumed(tmp_path: Path, settings: dict[str, object], what: str) -> None:
    """Results of two batches are never mixed."""
    write(tmp_path, *THREE)
    with pytest.raises(UsageError, match=f"holds results of another batch: {what}; name another folder"):
        write(tmp_path, resume=True, **settings)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b'{"a', "is damaged: "), (b"[]", "holds no object"), (b"\xff", "is damaged"), (None, "No such file")],
)
def test_results_without_settings_are_left_alone(tmp_path: Path, content: bytes | None, what: str) -> None:
    """Where `batch.json` does not say whose results these are, nothing is touched."""
    write(tmp_path, *THREE)
    (tmp_path / "batch.json").unlink()
    if content is not None:
        (tmp_path / "batch.json").write_bytes(content)
    assert what in refusal(tmp_path)
    assert read(tmp_path) == THREE


def test_batch_that_wrote_no_result_is_begun_again(tmp_path: Path) -> None:
    """Whatever it was: there is nothing that could be mixed."""
    write(tmp_path, seed=1)
    (tmp_path / "batch.json").write_bytes(b"")
    assert write(tmp_path, *THREE, resume=True) == {"accepted": 3}


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file, or a folder in one, cannot hold results."""
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == f"{tmp_path / 'file'}: cannot be written: File exists"
    assert "Not a directory" in refusal(tmp_path / "file" / "x")
    assert "cannot be written" in refusal(Path("/proc/nosuch"))


def test_folder_is_written_by_one_judge_at_a_time(tmp_path: Path) -> None:
    """The second is refused while the first is at work."""
    with ResultFile(tmp_path, SETTINGS, resume=False):
        assert refusal(tmp_path) == f"{tmp_path}: another judge is writing there"
    assert write(tmp_path, resume=True) == {}


def test_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clusters have file systems that know no locks; results can be written there all the same."""

    def refuse(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert write(tmp_path, *THREE) == {"accepted": 3}


@pytest.fixture
def small_disk() -> Iterator[int]:
    """Files may have so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN  # as Python has it; a program could be killed by it
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    yield 1_000
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def add_many(file: ResultFile) -> None:
    """Add results until there is no room."""
    for number in range(1_000):
        file.add(make_result(f"s{number}"))


def test_full_disk_leaves_whole_lines(tmp_path: Path, small_disk: int) -> None:
    """A result that cannot be written ends the batch with what to do; those before it are whole."""
    path = tmp_path / "results.jsonl"
    mend = "cannot be written: File too large; go on with --resume when that is mended"
    with ResultFile(tmp_path, SETTINGS, resume=False) as file, pytest.raises(JudgeError, match=f"{path}: {mend}"):
        add_many(file)
    assert [result["id"] for result in read(tmp_path)] == [f"s{number}" for number in range(len(read(tmp_path)))]
    assert 0 < path.stat().st_size <= small_disk


def test_index_without_room(tmp_path: Path) -> None:
    """The index is kept where temporary files are; if they have no room, the message says where."""
    with ResultFile(tmp_path, SETTINGS, resume=False) as file:
        file._index.execute("PRAGMA max_page_count = 3")
        with pytest.raises(JudgeError, match="the index of the results has no room in /"):
            add_many(file)


def test_results_are_synced_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut costs at most what was judged since the last time, a second ago; and nothing once the batch is finished."""
    path = tmp_path / "results.jsonl"
    synced = []
    now = 1_000.0
    with ResultFile(tmp_path, SETTINGS, resume=False) as file:
        monkeypatch.setattr(results_module.os, "fsync", lambda _: synced.append(path.stat().st_size))
        monkeypatch.setattr(results_module.time, "monotonic", lambda: now)
        for number in range(5):
            file.add(make_result(f"s{number}"))
            now += 0.6
        size = path.stat().st_size
        assert synced == [size // 5, size // 5 * 3, size]
        synced.clear()
        file.finish(5)
        assert synced[0] == size


# Shards


def write_shards(folder: Path) -> list[Path]:
    """Three finished shards of one batch, with a content that two of them have."""
    shards = [folder / "1", folder / "2", folder / "3"]
    for index, (shard, results) in enumerate(
        zip(
            shards,
            [
                [make_result("a"), make_result("b", "same")],
                [],
                [
                    make_result("c", "same"),
                    make_result("d", "same", duplicate_of="c"),
                    make_result("e", verdict="wrong_answer"),
                ],
            ],
            strict=True,
        ),
        start=1,
    ):
        with ResultFile(shard, {**SETTINGS, "shard": [index, 3]}, resume=False) as file:
            for result in results:
                file.add(result)
            file.finish(5)
    return shards


def test_shards_become_one_batch(tmp_path: Path) -> None:
    """All results are there in the order of the shards, in whatever order these are named; a content has one first."""
    shards = write_shards(tmp_path)
    assert merge(shards[::-1], tmp_path / "all") == {"accepted": 4, "wrong_answer": 1}
    assert [(result["id"], result.get("duplicate_of")) for result in read(tmp_path / "all")] == [
        ("a", None),
        ("b", None),
        ("c", "b"),
        ("d", "b"),
        ("e", None),
    ]
    settings = json.loads((tmp_path / "all" / "batch.json").read_bytes())
    assert settings == {**SETTINGS, "finished": True, "submissions": 5}


def change(folder: Path, /, **settings: object) -> None:
    """Change what a shard says of itself."""
    path = folder / "batch.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **settings}))


def merge_refusal(shards: list[Path], output: Path) -> str:
    """The message with which shards are refused."""
    with pytest.raises(UsageError) as raised:
        merge(shards, output)
    return str(raised.value)


def test_shards_that_do_not_belong_together(tmp_path: Path) -> None:
    """What is missing, unfinished, there twice or of another batch is named, with what to do."""
    shards = first, second, third = write_shards(tmp_path)
    output = tmp_path / "all"
    assert merge_refusal(shards[:1], output) == "of 3 shards these are missing: 2, 3"
    assert merge_refusal([*shards, first], output) == f"{first} and {first} are both shard 1 of 3"
    assert merge_refusal([tmp_path / "4"], output).startswith(f"{tmp_path / '4'} is no output of judge grade")
    change(second, seed=1)
    assert (
        merge_refusal(shards, output)
        == f"{second} belongs to another batch than {first}: its seed is 1, that of {first} 0"
    )
    change(second, seed=0, shard=[2, 4])
    assert merge_refusal(shards, output) == f"{second} is one of 4 shards, {first} one of 3"
    change(second, shard=[2, 3], submissions=6)
    assert "files came or went in between: go on with judge grade --resume there" in merge_refusal(shards, output)
    change(second, submissions=5, finished=False)
    assert merge_refusal(shards, output) == f"{second} is not finished; go on with judge grade --resume there"
    change(second, finished=True)
    (third / "results.jsonl").write_bytes((third / "results.jsonl").read_bytes()[:-9])
    assert (
        merge_refusal(shards, output)
        == f"{third / 'results.jsonl'}: holds a damaged line; go on with judge grade --resume there"
    )


def test_shards_that_hold_too_much_or_too_little(tmp_path: Path) -> None:
    """A submission is in one shard, and in one at least."""
    shards = _, second, third = write_shards(tmp_path)
    content = (third / "results.jsonl").read_bytes()
    (second / "results.jsonl").write_bytes(content.splitlines(keepends=True)[0])
    assert merge_refusal(shards, tmp_path / "all") == f"{third / 'results.jsonl'}: 'c' is in an earlier shard too"
    (second / "results.jsonl").write_bytes(b"")
    (third / "results.jsonl").write_bytes(content.splitlines(keepends=True)[0])
    assert "the shards hold 3 results of 5 submissions" in merge_refusal(shards, tmp_path / "more")
    assert "holds results already; name another folder" in merge_refusal(shards, tmp_path / "more")
