"""A diagnosis as text and as JSON; the keys are documented in docs/security.md."""

from __future__ import annotations

import json
from typing import Final

from judge.doctor.examine import Diagnosis
from judge.doctor.probes import PROMISES
from judge.report.text import printable

_SCHEMA_VERSION: Final = 1


def render_json(diagnosis: Diagnosis) -> str:
    """One JSON object on one line, ASCII only."""
    return json.dumps(
        {
            "schema": _SCHEMA_VERSION,
            "healthy": diagnosis.is_healthy,
            "level": diagnosis.isolation.level,
            "layers": [
                {"name": layer.name, "in_force": layer.in_force, "detail": layer.detail, "advice": layer.advice}
                for layer in diagnosis.layers
            ],
            "promises": [
                {"number": number, "title": title, "holds": diagnosis.holds(number), "broken": diagnosis.broken(number)}
                for number, title in PROMISES.items()
            ],
            "probes": [
                {
                    "name": finding.probe.name,
                    "promise": finding.probe.promise,
                    "contained": finding.held,
                    "promised": finding.promised,
                    "got": finding.got,
                }
                for finding in diagnosis.findings
            ],
            "seconds": round(diagnosis.seconds, 3),
        }
    )


def render_text(diagnosis: Diagnosis) -> str:
    """The table of layers, the promises with whatever broke them, and a last line that sums up."""
    lines = ["Layers"]
    width = max(len(layer.name) for layer in diagnosis.layers)
    for layer in diagnosis.layers:
        lines.append(f"  {layer.name:<{width}}  {'in force' if layer.in_force else 'not used'}  {layer.detail}")
        if layer.advice:
            lines.append(f"  {'':<{width}}            to allow it: {layer.advice}")
    lines += ["", f"Self-test: {len(diagnosis.findings)} hostile probes in real workers, {diagnosis.seconds:.1f} s"]
    for number, title in PROMISES.items():
        probes = [finding for finding in diagnosis.findings if finding.probe.promise == number]
        promised = [finding for finding in probes if finding.promised]
        holds = diagnosis.holds(number)
        lines.append(f"  {number}  {'holds ' if holds else 'BROKEN'}  {title} ({len(promised)} probes)")
        lines += [f"             {line}" for line in diagnosis.broken(number)]
        lines += [
            f"             not promised at this level: {finding.probe.name}: {finding.got}"
            for finding in probes
            if not finding.promised and not finding.held
        ]
    broken = [str(number) for number in PROMISES if not diagnosis.holds(number)]
    verdict = f"promise {', '.join(broken)} broken" if broken else "every promise holds"
    enough = "" if diagnosis.is_healthy or broken else ", which is less than 'strong'"
    lines += ["", f"Isolation is {diagnosis.isolation.level}{enough}: {verdict}."]
    return "\n".join(printable(line.replace("\n", "\\n")) for line in lines)
