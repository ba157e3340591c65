"""What findings are worth, in the reports: with the shipped models, with those of a folder, and without any."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from slowspot.models import FOLDER, shipped

from .conftest import Project

CODE = """\
def missing(wanted, known: list):
    found = []
    for item in wanted:
        if item not in known:
            found.append(item)
    return found


def least(values: list):
    return sorted(values)[0]
"""
TWICE = """\
def places(wanted, known: list):
    found = {}
    for item in wanted:
        if item in known:
            found[item] = known.index(item)
    return found
"""
SELECT = ("--preview", "--select", "list-membership-in-loop,sorted-first")


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """Here the real rules are used: the models know no others."""


def test_a_finding_says_what_it_is_worth_and_on_what_basis(project: Project) -> None:
    project.file("a.py", CODE)
    for finding in project.analyze(*SELECT).json["findings"]:
        speedup = finding["speedup"]
        assert 0 < speedup["low"] <= speedup["median"] <= speedup["high"]
        assert (speedup["basis"], finding["share"]["basis"]) == ("model", "predicted")
        expected = finding["share"]["value"] * (1 - 1 / speedup["median"]) * finding["probability"]["value"]
        assert finding["gain"] == pytest.approx(max(expected, 0), rel=0.01)


def test_the_largest_gain_comes_first(project: Project) -> None:
    project.file("a.py", CODE)
    gains = [finding["gain"] for finding in project.analyze(*SELECT).json["findings"]]
    assert gains == sorted(gains, reverse=True)


def test_by_path_they_come_in_the_order_of_lines(project: Project) -> None:
    project.file("a.py", CODE)
    lines = [line for _, _, line in project.analyze(*SELECT, "--sort", "path").found()]
    assert lines == sorted(lines)


def test_what_gains_less_is_left_out(project: Project) -> None:
    project.file("a.py", CODE)
    least = project.analyze(*SELECT).json["findings"][0]["gain"]
    assert len(project.analyze(*SELECT, "--min-gain", str(least * 0.999)).json["findings"]) == 1
    assert project.analyze(*SELECT, "--min-gain", "100%").json["findings"] == []


def test_the_text_says_it_in_words(project: Project) -> None:
    project.file("a.py", CODE)
    assert project.run("analyze", *SELECT).out.count("× as fast (") == 2


def test_a_gain_no_part_of_the_run_time_is_refused(project: Project) -> None:
    outcome = project.run("analyze", "--min-gain", "7")
    assert (outcome.code, "part of the run time from 0 to 1" in outcome.err) == (2, True)


def test_a_folder_of_models_that_is_none_is_refused(project: Project) -> None:
    outcome = project.run("analyze", "--models", "nowhere")
    assert (outcome.code, "nowhere: no such folder" in outcome.err) == (2, True)


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"schema": "slowspot.trees/9"}', b"\x00" * 100])
def test_a_damaged_model_is_told_once_and_the_rest_goes_on(project: Project, damage: bytes) -> None:
    folder = project.root / "models"
    folder.mkdir()
    for file in Path(FOLDER).glob("*.json"):
        shutil.copy(file, folder)
    (folder / "speedup.json").write_bytes(damage)
    project.file("a.py", CODE)
    shipped.ranker.cache_clear()
    outcome = project.analyze(*SELECT, "--models", "models")
    findings = outcome.json["findings"]
    assert [line for line in outcome.err.splitlines() if "not scored" in line] == [
        line for line in outcome.err.splitlines() if "speedup.json" in line
    ]
    assert outcome.err.count("speedup.json") == 1
    assert [(finding["speedup"], finding["gain"], finding["share"] is None) for finding in findings] == [
        (None, None, False)
    ] * 2


def test_without_findings_no_model_is_asked_for(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    (project.root / "empty").mkdir()
    assert project.analyze("--models", "empty").err == ""


def test_the_shipped_models_are_all_there() -> None:
    assert shipped.Shipped(Path(FOLDER)).problems == []


@pytest.mark.parametrize(("least", "severity", "level", "code"), [(0, "warning", "warning", 1), (1, "hint", "note", 0)])
def test_a_warning_is_what_gains_enough(project: Project, least: float, severity: str, level: str, code: int) -> None:
    project.file("a.py", CODE)
    project.file("pyproject.toml", f"[tool.slowspot]\nwarn-from = {least}\n")
    outcome = project.run("analyze", *SELECT, "--format", "json", "--fail-on", "warning")
    findings = json.loads(outcome.out)["findings"]
    assert ({finding["severity"] for finding in findings}, outcome.code) == ({severity}, code)
    (run,) = json.loads(project.run("analyze", *SELECT, "--format", "sarif").out)["runs"]
    assert {result["level"] for result in run["results"]} == {level}


def test_one_cause_has_one_message(project: Project) -> None:
    project.file("a.py", TWICE)
    (finding,) = project.analyze("--preview", "--select", "list-membership-in-loop,list-index-in-loop").json["findings"]
    (other,) = finding["related"]
    rules = {"list-membership-in-loop", "list-index-in-loop"}
    assert {finding["rule"], other["message"].partition(":")[0]} == rules
