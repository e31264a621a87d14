"""Each layer is good for something: a probe that it contains succeeds when it is switched off."""

from __future__ import annotations

import pytest

from hostile.ground import HERE
from judge import Grade, Verdict, grade

ALSO_STOPPED_BY = {"rlimits": (), "seccomp": (), "landlock": ("namespaces",), "namespaces": ()}
"""By layer, others that stop its probe as well, and so are off both times."""


def escaped(result: Grade) -> bool:
    """Whether the probe succeeded; it is a right answer in any case."""
    assert result.verdict is Verdict.ACCEPTED, (result.cause, result.message, result.output)
    return "ESCAPED" in result.output.stdout


@pytest.mark.parametrize("layer", ALSO_STOPPED_BY)
def test_layer_contains_its_probe(layer: str) -> None:
    """With the layer off the probe succeeds, with it on it does not, and the report says which layers were in force."""
    challenge, probe = HERE / "challenge", HERE / "probes" / f"{layer}.py"
    others = ALSO_STOPPED_BY[layer]
    contained = grade(challenge, probe, without=others)
    if layer not in contained.isolation.layers:
        pytest.skip(f"this machine has no {layer}")
    open_ = grade(challenge, probe, without=(layer, *others))
    assert not set(open_.isolation.layers) & {layer, *others}
    assert (escaped(open_), escaped(contained)) == (True, False)


def test_everything_off_is_basic() -> None:
    """Without any layer every probe succeeds, and the level claims nothing."""
    for probe in sorted((HERE / "probes").glob("*.py")):
        result = grade(HERE / "challenge", probe, without=tuple(ALSO_STOPPED_BY))
        assert (escaped(result), result.isolation.level, result.isolation.layers) == (True, "basic", ()), probe.stem
