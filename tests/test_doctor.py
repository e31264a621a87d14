"""`judge doctor`: what it shows, what it proves, and that a layer which is silently off is found out."""

from __future__ import annotations

import ast
import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from judge.cli import run
from judge.doctor.examine import Diagnosis, examine
from judge.doctor.ground import Ground
from judge.doctor.probes import PROBES, PROMISES, SOURCE
from judge.doctor.report import render_json, render_text
from judge.errors import WorkerStartError
from judge.host import host as host_module
from judge.sandbox.levels import LAYERS, is_enough
from judge.sandbox.policy import host_policy

_ALLOW_EVERYTHING = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF_0000)
"""A filter of one instruction: BPF_RET, SECCOMP_RET_ALLOW."""


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return examine()


@pytest.fixture
def altered_policy(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What to change in the policy that hosts are given, behind the back of who reports the layers."""
    changes: dict[str, Any] = {}
    monkeypatch.setattr(host_module, "host_policy", lambda *given, **named: host_policy(*given, **named) | changes)
    return changes


class TestDiagnosis:
    """What an examination of this machine comes to."""

    def test_every_promise_holds_on_this_machine(self, diagnosis: Diagnosis) -> None:
        """Every promise holds, which is healthy where the level is strong or better."""
        assert {number: diagnosis.broken(number) for number in PROMISES} == {number: [] for number in PROMISES}
        assert diagnosis.is_healthy == is_enough(diagnosis.isolation)

    def test_every_probe_is_run_once(self, diagnosis: Diagnosis) -> None:
        """Every probe is run exactly once."""
        assert sorted(finding.probe.name for finding in diagnosis.findings) == sorted(probe.name for probe in PROBES)

    def test_every_layer_is_described(self, diagnosis: Diagnosis) -> None:
        """Every layer has a line that says what it is used for or why it is missing."""
        assert [layer.name for layer in diagnosis.layers] == [*LAYERS, "cgroup v2"]
        assert all(layer.detail for layer in diagnosis.layers)

    def test_nothing_is_left(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """No folder, file or segment of shared memory is left."""
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        tmp_path.chmod(0o755)
        examine()
        assert not list(tmp_path.iterdir())
        segments = [line.split() for line in Path("/proc/sysvipc/shm").read_text("ascii").splitlines()[1:]]
        assert str(os.getpid()) not in [creator for _, _, _, _, creator, *_ in segments]


class TestProbes:
    """A probe counts only where it is known to get through if nothing stops it: see test_sandbox.py."""

    def test_every_probe_is_a_function_and_every_function_a_probe(self) -> None:
        """The table and the functions name the same probes."""
        functions = {
            node.name for node in ast.parse(SOURCE.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        }
        assert {name for name in functions if not name.startswith("_")} - {"attack"} == {probe.name for probe in PROBES}

    def test_every_promise_is_attacked(self) -> None:
        """Every promise is attacked in more than one way."""
        for promise in PROMISES:
            assert sum(probe.promise == promise for probe in PROBES) >= 2

    @pytest.mark.parametrize("layer", LAYERS)
    def test_every_layer_stops_something_alone(self, layer: str) -> None:
        """For every layer there is a probe that nothing else stops."""
        assert any(probe.stopped_by == (layer,) for probe in PROBES)

    def test_a_probe_that_goes_wrong_is_no_proof(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A probe that raises breaks its promise, because it has shown nothing."""
        monkeypatch.setattr(Ground, "facts", lambda _: {})
        found = examine()
        assert not found.is_healthy
        assert any("went wrong itself: KeyError" in line for line in found.broken(1))

    def test_a_source_that_does_not_load_is_no_proof(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Probes that cannot be loaded are an error, not a clean bill."""
        (tmp_path / "hostile.py").write_text("syntax error")
        monkeypatch.setattr("judge.doctor.examine.SOURCE", tmp_path / "hostile.py")
        with pytest.raises(WorkerStartError, match="cannot be loaded"):
            examine()


class TestSilentlyOff:
    """A kernel that accepts a layer and does not enforce it is found out: the probe that only this layer stops gets through."""

    @pytest.mark.parametrize(
        ("layer", "changes", "without", "probe"),
        [
            ("seccomp", {"seccomp": (_ALLOW_EVERYTHING, [])}, (), "fork"),
            ("landlock", {"readable": ["/"]}, ("namespaces",), "read_file"),
            ("namespaces", {"namespaces": False}, (), "look_at_files"),
            ("rlimits", {"rlimits": False}, (), "many_descriptors"),
        ],
    )
    def test_the_probe_names_it(
        self,
        diagnosis: Diagnosis,
        altered_policy: dict[str, Any],
        layer: str,
        changes: dict[str, Any],
        without: tuple[str, ...],
        probe: str,
    ) -> None:
        """The layer is reported to be in force, and the self-test fails all the same."""
        if layer not in diagnosis.isolation.layers:
            pytest.skip(f"there are no {layer} here")
        altered_policy.update(changes)
        after = examine(without)
        assert layer in after.isolation.layers
        assert not after.is_healthy
        assert any(line.startswith(f"{probe}: ") for promise in PROMISES for line in after.broken(promise))


class TestCommand:
    """The command: its output and its exit status."""

    def test_text(self, diagnosis: Diagnosis, capsys: pytest.CaptureFixture[str]) -> None:
        """Layers, promises, one line that sums up; nothing but printable characters."""
        status = run(["doctor"])
        shown = capsys.readouterr().out
        assert status == (0 if diagnosis.is_healthy else 1)
        assert shown.splitlines()[0] == "Layers"
        assert all(title in shown for title in PROMISES.values())
        assert shown.splitlines()[-1] == f"Isolation is {diagnosis.isolation.level}: every promise holds."
        assert all(character.isprintable() or character == "\n" for character in shown)

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Exactly one object, with the keys that docs/security.md lists."""
        run(["doctor", "--format", "json"])
        shown = json.loads(capsys.readouterr().out)
        assert set(shown) == {"schema", "healthy", "level", "layers", "promises", "probes", "seconds"}
        assert set(shown["layers"][0]) == {"name", "in_force", "detail", "advice"}
        assert set(shown["promises"][0]) == {"number", "title", "holds", "broken"}
        assert set(shown["probes"][0]) == {"name", "promise", "contained", "promised", "got"}

    def test_strong_is_enough(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Without namespaces the exit status is 0 still, and what is not promised then is said."""
        assert run(["doctor", "--without", "namespaces"]) == 0
        shown = capsys.readouterr().out
        assert "Isolation is strong: every promise holds." in shown
        assert "not promised at this level: look_at_files" in shown

    @pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "namespaces"])
    def test_basic_is_not(self, layer: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Without any other layer the exit status is 1, and the probes that got through are named."""
        assert run(["doctor", "--without", layer]) == 1
        shown = capsys.readouterr().out
        alone = next(probe for probe in PROBES if probe.stopped_by == (layer,))
        assert f"  {alone.name}: " in shown
        assert "left out on request" in shown
        assert shown.splitlines()[-1].startswith("Isolation is basic: promise")

    def test_no_worker_at_all(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Where no worker starts the exit status is 3."""
        monkeypatch.setattr("sys.executable", "/bin/false")
        assert run(["doctor"]) == 3
        assert capsys.readouterr().err.startswith("judge: the host process")

    def test_the_option_for_tests_is_hidden(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The option that leaves out layers is in no help."""
        assert run(["doctor", "--help"]) == 0
        assert "--without" not in capsys.readouterr().out


class TestReport:
    """What is shown."""

    def test_what_probes_bring_back_is_shown_escaped(self, diagnosis: Diagnosis) -> None:
        """Text from a worker reaches no terminal as it is."""
        diagnosis.traces[2].append("left behind: \x1b[31m\n::error::")
        try:
            text = render_text(diagnosis)
            assert "\x1b" not in text
            assert not any(line.startswith("::") for line in text.splitlines())
            assert render_json(diagnosis).isascii()
        finally:
            diagnosis.traces[2].pop()
