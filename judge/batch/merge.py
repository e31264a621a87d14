"""Put the results of a batch's shards together, by files alone: for job arrays that share nothing but a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from judge.batch.results import RESULTS_FILE, ResultFile, read_settings
from judge.errors import UsageError

_SHARD: Final = "shard"
_IN_SIGHT: Final = "submissions"
_GO_ON: Final = "go on with judge grade --resume there"


def merge(shards: Sequence[Path], output: Path) -> dict[str, int]:
    """Write the results of all shards into one folder, in the order of the shards.

    Args:
        shards: Output folders of `judge grade --shard I/N`, all N of them.
        output: A folder without results.

    Returns:
        How many results there are of each verdict.

    Raises:
        UsageError: Shards are missing, come twice, are unfinished or belong to different batches.
    """
    in_order, settings = _check(shards)
    if (output / RESULTS_FILE).exists():
        raise UsageError(f"{output} holds results already; name another folder")
    in_sight = settings.pop(_IN_SIGHT)
    with ResultFile(output, {**settings, _SHARD: None}, resume=False) as results:
        for shard in in_order:
            _copy(shard, results)
        if len(results) != in_sight:
            raise UsageError(f"the shards hold {len(results):,} results of {in_sight:,} submissions; {_GO_ON}")
        results.finish(in_sight)
        return dict(results.counts)


def _check(shards: Sequence[Path]) -> tuple[list[Path], dict[str, Any]]:
    """The shards in order, and the settings they have in common."""
    common, (_, count) = _read(shards[0])
    found: dict[int, Path] = {}
    for shard in shards:
        own, (index, of) = _read(shard)
        for key in sorted(common.keys() | own.keys()):
            if own.get(key) != common.get(key):
                what = f"its {key} is {own.get(key)!r}, that of {shards[0]} {common.get(key)!r}"
                mend = f"; files came or went in between: {_GO_ON}" if key == _IN_SIGHT else ""
                raise UsageError(f"{shard} belongs to another batch than {shards[0]}: {what}{mend}")
        if of != count:
            raise UsageError(f"{shard} is one of {of} shards, {shards[0]} one of {count}")
        if index in found:
            raise UsageError(f"{shard} and {found[index]} are both shard {index} of {count}")
        found[index] = shard
    missing = [str(number) for number in range(1, count + 1) if number not in found]
    if missing:
        raise UsageError(f"of {count} shards these are missing: {', '.join(missing)}")
    return [found[index] for index in sorted(found)], common


def _read(shard: Path) -> tuple[dict[str, Any], tuple[int, int]]:
    """The settings of a finished shard, its number, and how many there are."""
    settings = read_settings(shard)
    if settings.pop("finished", None) is not True:
        raise UsageError(f"{shard} is not finished; {_GO_ON}")
    index, count = settings.pop(_SHARD, None) or (1, 1)
    return settings, (index, count)


def _copy(shard: Path, results: ResultFile) -> None:
    """Add a shard's results; what an earlier shard has with the same content is a duplicate of that."""
    path = shard / RESULTS_FILE
    try:
        with path.open("rb") as file:
            for line in filter(bytes.strip, file):
                result = json.loads(line)
                if results.is_done(result["id"]):
                    raise UsageError(f"{path}: {result['id']!r} is in an earlier shard too")
                first = results.find(result["challenge"]["digest"], result["submission"]["digest"])
                if first is not None:
                    result["duplicate_of"] = first["id"]
                results.add(result)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: holds a damaged line; {_GO_ON}") from error
