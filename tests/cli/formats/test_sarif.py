"""The SARIF report, held against the part of SARIF's schema that it uses."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from ..conftest import Project
from .sarif_schema import SCHEMA

VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def sarif(project: Project, *arguments: str) -> dict[str, Any]:
    """Return the only run of a valid report."""
    report = project.run("analyze", "--format", "sarif", *arguments).json
    VALIDATOR.validate(report)
    (run,) = report["runs"]
    return run


def test_an_empty_report_is_valid(project: Project) -> None:
    assert sarif(project)["results"] == []


def test_a_result(project: Project) -> None:
    project.file("pkg/ä b.py", "def f():\n    return '😀', slow()\n")
    run = sarif(project)
    (result,) = run["results"]
    assert len(result.pop("partialFingerprints")["slowspot/v1"]) == 20
    assert result.pop("fixes")[0]["description"] == {"text": "Use quick()"}
    assert result == {
        "ruleId": "SLP101",
        "ruleIndex": 0,
        "level": "note",
        "message": {"text": "slow() is slow"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "pkg/%C3%A4%20b.py", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 2, "startColumn": 17, "endLine": 2, "endColumn": 23},
                },
                "logicalLocations": [{"fullyQualifiedName": "f", "kind": "function"}],
            }
        ],
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert "uri" not in run["originalUriBaseIds"]["SRCROOT"]


def test_a_fix_that_wants_a_look_says_why(project: Project) -> None:
    project.file("a.py", "for x in y:\n    pass\n")
    fixes = sarif(project)["results"][0].get("fixes", [])
    assert [fix["description"]["text"] for fix in fixes] == ["Use done() (review: The order may change.)"]


def test_rules_come_with_their_pages(project: Project) -> None:
    project.file("a.py", "for x in y:\n    slow(x)\nearly()\n")
    run = sarif(project, "--preview")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SLP101", "SLP201", "SLP302"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["SLP201", "SLP101", "SLP302"]
    assert rules[0]["name"] == "slow-call"
    assert rules[0]["help"]["markdown"].startswith("Calls of slow() are slow.\n")
    assert [rule["defaultConfiguration"]["enabled"] for rule in rules] == [True, True, False]


def test_notes_are_notifications(project: Project) -> None:
    project.file("a.py", "def f(:\n")
    (invocation,) = sarif(project)["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], notification["descriptor"]["id"]) == (True, "syntax-error")


def test_an_internal_error_is_no_success(project: Project) -> None:
    project.file("a.py", "crash(1, 2, 3)\n")
    assert sarif(project)["invocations"][0]["executionSuccessful"] is False


def test_files_outside_the_current_folder_have_absolute_uris(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.file("a.py", "slow()\n")
    (project.root / "other").mkdir()
    monkeypatch.chdir(project.root / "other")
    location = sarif(project, "..")["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": path.as_uri()}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", "2.1"),
        ("runs.0.tool.driver.name", None),
        ("runs.0.tool.driver.rules.0.id", None),
        ("runs.0.columnKind", "codePoints"),
        ("runs.0.invocations.0.executionSuccessful", None),
        ("runs.0.results.0.message.text", None),
        ("runs.0.results.0.level", "info"),
        ("runs.0.results.0.ruleIndex", "0"),
        ("runs.0.results.0.locations.0.physicalLocation.region.startLine", 0),
        ("runs.0.results.0.locations.0.physicalLocation.region.startcolumn", 1),
        ("runs.0.results.0.fixes.0.artifactChanges.0.replacements", []),
        ("runs.0.results.0.fixes.0.artifactChanges.0.replacements.0.deletedRegion", None),
        ("runs.0.results.0.partialFingerprints.slowspot/v1", 3),
    ],
)
def test_a_broken_report_is_found_out(project: Project, path: str, value: object) -> None:
    project.file("a.py", "slow()\n")
    report = project.run("analyze", "--format", "sarif").json
    *outer, last = path.split(".")
    place: Any = report
    for name in outer:
        place = place[int(name) if name.isdigit() else name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert not VALIDATOR.is_valid(report)
