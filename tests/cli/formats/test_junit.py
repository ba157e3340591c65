"""The JUnit report, read by junitparser and held against the schema that CI servers go by."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from junitparser import Error, Failure, JUnitXml, Skipped
from slowspot.analyzers.project.notes import NoteRecord

from ..conftest import Project
from .made import HOSTILE, finding, report, written

NOTES = [
    NoteRecord("pkg/a.py", "unused-suppression", "nothing to ignore", 3),
    NoteRecord("pkg/b.py", "internal-error", "broke"),
    NoteRecord("pkg/b.py", "missing-reason", "say why", 7, fails=True),
]
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "timestamp"},
    "testcase": {"classname", "name", "file", "line"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
    "system-out": set[str](),
}
"""Elements and attributes of Jenkins' schema that we use."""


def read(text: str) -> JUnitXml:
    """Return the report as a server sees it; asserts that counts are those of what is listed."""
    root = ET.fromstring(text.encode())
    for element in root.iter():
        assert set(element.keys()) <= ATTRIBUTES[element.tag], element.tag
    for suite in [root, *root]:
        cases = list(suite.iter("testcase"))
        counts = {name: len([*suite.iter(tag)]) for name, tag in (("failures", "failure"), ("errors", "error"))}
        counts |= {"tests": len(cases), "skipped": len([*suite.iter("skipped")])}
        assert {name: int(suite.get(name, "")) for name in counts} == counts
        if suite is not root:
            names = [(case.get("classname"), case.get("name")) for case in cases]
            assert len(set(names)) == len(names), "a test has a name of its own"
    return JUnitXml.fromstring(text.encode())


def test_what_fails_the_run_is_a_failure(project: Project) -> None:
    project.file("pkg/a.py", "slow()\n\n\ndef f():\n    for x in y:\n        slow(x)\n    slow(1)\n")
    project.file("pkg/slowspot.toml", 'fail-on = "never"\n')
    project.file("b.py", "slow()\n")
    xml = read(project.run("analyze", "--format", "junit").out)
    assert (xml.tests, xml.failures, xml.errors, xml.skipped) == (6, 1, 0, 4)
    cases = [case for suite in xml for case in suite]
    assert [(case.classname, case.name, [type(it) for it in case.result]) for case in cases] == [
        ("b", "slow-call", [Failure]),
        ("pkg.a", "slow-call", [Skipped]),
        ("pkg.a", "plain-loop in f", [Skipped]),
        ("pkg.a", "slow-call in f", [Skipped]),
        ("pkg.a", "slow-call in f (2)", [Skipped]),
        ("slowspot", "analysis", []),
    ]
    assert (cases[0].result[0].type, cases[0].result[0].message) == ("SLP101", "slow() is slow")
    assert cases[2].result[0].text == "pkg/a.py:5:5: a loop\nfix [review]: Use done(): The order may change."


def test_nothing_found_is_a_test_that_passes(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    (suite,) = read(project.run("analyze", "--format", "junit").out)
    assert [(case.name, case.is_passed) for case in suite] == [("analysis", True)]


def test_notes() -> None:
    xml = read(written("junit", report([finding()], NOTES)))
    kinds = {case.name: [type(it) for it in case.result] for suite in xml for case in suite}
    assert kinds["unused-suppression"] == [Skipped]
    assert (kinds["internal-error"], kinds["missing-reason"]) == ([Error], [Failure])
    quiet = read(written("junit", report([finding()], NOTES), quiet=True))
    assert (quiet.tests, quiet.errors) == (3, 1)


def test_any_text_is_xml() -> None:
    strange = f"{HOSTILE}\0\x08\ud800\ufffe\"'\n"
    record = finding(path=f"{strange}.py", message=strange, function=strange, also=("PERF402",))
    xml = read(written("junit", report([record], [NoteRecord(strange, "syntax-error", strange)])))
    failure = next(it for suite in xml for case in suite for it in case.result if isinstance(it, Failure))
    assert "<img src=x onerror=broken()> @user" in failure.message
    assert r"\x1b[2J \u202e\x00\x08\ud800\ufffe" in failure.message
