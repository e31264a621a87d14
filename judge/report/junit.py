"""The report as JUnit XML: a suite for the challenge, a case for each property.

It keeps to what Jenkins accepts (`junit-10.xsd` of its xUnit plugin), which allows properties of suites and none of cases.
What the judge or the challenge is at fault for is an `error`, what the submission is at fault for a `failure`.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from judge.model import Grade, Outcome, Verdict
from judge.report.outline import cases, describe_case, figures
from judge.report.text import printable


def render_junit(grade: Grade) -> str:
    """The XML, in ASCII; characters that XML cannot have are shown escaped."""
    rows = cases(grade)
    counts = {
        "tests": str(len(rows)),
        "failures": str(sum(_element(grade, row) == "failure" for row in rows)),
        "errors": str(sum(_element(grade, row) == "error" for row in rows)),
    }
    seconds = f"{grade.runtime.wall_seconds:.3f}"
    root = ET.Element("testsuites", {"name": "judge run", "time": seconds, **counts})
    suite = ET.SubElement(
        root, "testsuite", {"name": printable(grade.challenge), "skipped": "0", "time": seconds, **counts}
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in [*figures(grade).items(), *((f"points: {row.name}", f"{row.points:g}") for row in rows)]:
        ET.SubElement(properties, "property", name=printable(name), value=printable(value))
    for row in rows:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=printable(grade.challenge),
            name=printable(row.title),
            time=f"{row.wall_seconds:.3f}",
        )
        element = _element(grade, row)
        if element:
            what = str(row.cause or row.verdict)
            ET.SubElement(case, element, type=what, message=_message(grade, row)).text = describe_case(grade, row)
    for name, text in (("system-out", grade.output.stdout), ("system-err", grade.output.stderr)):
        if text:
            ET.SubElement(suite, name).text = printable(text)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content.decode("ascii")}'


def _element(grade: Grade, row: Outcome) -> str:
    """What a case that is not accepted has in it; where the judge is at fault, nothing is a failure."""
    if row.verdict is Verdict.ACCEPTED:
        return ""
    return "error" if Verdict.JUDGE_ERROR in {row.verdict, grade.verdict} else "failure"


def _message(grade: Grade, row: Outcome) -> str:
    words = str(row.verdict).replace("_", " ")
    shown = row.counterexample.call if row.counterexample else ""
    if row.verdict is Verdict.INVALID_SUBMISSION:
        shown = grade.message
    return printable(f"{words}: {shown}" if shown else words)
