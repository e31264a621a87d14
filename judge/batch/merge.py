"""Put the results of a batch's shards together, by files alone: for job arrays that share nothing but a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from judge.batch.results import RESULTS_FILE, SETTINGS_FILE, ResultFile
from judge.errors import UsageError

_SHARD: Final = "shard"


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
    settings = [_read_settings(shard) for shard in shards]
    common = {key: value for key, value in settings[0].items() if key != _SHARD}
    found: dict[int, Path] = {}
    count = (settings[0][_SHARD] or (1, 1))[1]
    for shard, own in zip(shards, settings, strict=True):
        rest = {key: value for key, value in own.items() if key != _SHARD}
        if rest != common:
            different = next(key for key in common if rest.get(key) != common[key])
            what = f"its {different} is {rest.get(different)!r}, that of {shards[0]} {common[different]!r}"
            raise UsageError(f"{shard} belongs to another batch than {shards[0]}: {what}")
        index, of = own[_SHARD] or (1, 1)
        if of != count:
            raise UsageError(f"{shard} is one of {of} shards, {shards[0]} one of {count}")
        if index in found:
            raise UsageError(f"{shard} and {found[index]} are both shard {index} of {count}")
        found[index] = shard
    missing = [str(number) for number in range(1, count + 1) if number not in found]
    if missing:
        raise UsageError(f"of {count} shards these are missing: {', '.join(missing)}")
    common.pop("finished")
    with ResultFile(output, {**common, _SHARD: None}, resume=False) as results:
        for _, shard in sorted(found.items()):
            _copy(shard, results)
        results.finish()
        return dict(results.counts)


def _copy(shard: Path, results: ResultFile) -> None:
    """Add a shard's results; what an earlier shard has with the same content is a duplicate of that."""
    try:
        with (shard / RESULTS_FILE).open("rb") as file:
            for line in file:
                result = json.loads(line)
                if results.is_done(result["id"]):
                    raise UsageError(f"{shard}: {result['id']} is in an earlier shard too")
                first = results.find(result["challenge"]["digest"], result["submission"]["digest"])
                if first is not None:
                    result["duplicate_of"] = first["id"]
                results.add(result)
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{shard}: is not finished; go on with judge grade --resume there: {error}") from error


def _read_settings(shard: Path) -> dict[str, Any]:
    path = shard / SETTINGS_FILE
    try:
        settings: dict[str, Any] = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{shard} is no output of judge grade: {path}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path}: is damaged: {error}") from error
    if not settings.get("finished"):
        raise UsageError(f"{shard} is not finished; go on with judge grade --resume there")
    return settings
