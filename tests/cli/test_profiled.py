"""Commands that go by a recorded run: what it saw decides what is shown, in which order, and what it is worth."""

from __future__ import annotations

import json

import jsonschema
import pytest
from slowspot.analyzers.profiling.measured import Call, MeasuredFunction, MeasuredLine, Run
from slowspot.analyzers.profiling.store import Store
from slowspot.analyzers.source.functions import functions_of
from slowspot.cli.analysis import recorded, workers

from .conftest import Project
from .formats.sarif_schema import SCHEMA

CODE = """\
def hot(wanted, known: list):
    return [item for item in wanted if item in known]


def warm(values: list):
    return sorted(values)[0]


def cold(values: list):
    return sorted(values)[0]


def plain(rows):
    return merge(rows)
"""
OTHER = "def elsewhere(values: list):\n    return sorted(values)[0]\n"
SELECT = ("--preview", "--select", "list-membership-in-loop,sorted-first")


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """Here the real rules are used: the models know no others."""
    recorded._load.cache_clear()


def run_of(**totals: float) -> Run:
    """A run of 100 s of the functions of `CODE`."""
    functions: list[MeasuredFunction] = []
    for place in functions_of(CODE):
        total = totals.get(place.name)
        if total is not None:
            lines = (MeasuredLine(1, total, total),)
            functions.append(
                MeasuredFunction(
                    "a.py", place.name, place.line, place.digest, total, 0.0, total, samples=9, lines=lines
                )
            )
    names = tuple(place.name for place in functions_of(CODE) if place.name not in totals)
    return Run(
        "20260101-000000-1", "py-spy", "seconds", 100.0, functions, command="python a.py", began=1.0, samples=9999,
        unseen={"a.py": names},
    )  # fmt: skip


@pytest.fixture
def shop(project: Project) -> Project:
    """A project with a run in which `hot` took 60 s, `warm` 8 s, `plain` 30 s, and `cold` was not seen."""
    project.file("pyproject.toml")
    project.file("a.py", CODE)
    project.file("b.py", OTHER)
    run = run_of(warm=8.0, hot=60.0, plain=30.0)
    run.functions[2].callees = (Call("", "pandas.merge", 27.0),)
    run.functions[2].library = 27.0
    Store(str(project.root)).add(run)
    return project


def order(project: Project, *arguments: str) -> list[tuple[str, str | None]]:
    found = project.analyze(*SELECT, *arguments).json["findings"]
    return [(finding["function"], finding["share"] and finding["share"]["basis"]) for finding in found]


def test_what_was_measured_comes_first_by_its_gain_and_cold_code_last(shop: Project) -> None:
    assert order(shop) == [
        ("hot", "profiled"), ("warm", "profiled"), ("elsewhere", "predicted"), ("cold", "profiled"),
    ]  # fmt: skip


def test_the_text_leaves_cold_code_out_and_says_so(shop: Project) -> None:
    out = shop.run("analyze", *SELECT).out
    assert "in the recorded run this code took 60 % of the time: the fix saves " in out
    assert "Measured in python a.py (py-spy, 100 s, " in out
    assert "It saw nothing of 1 of 2 files; what is said of those is predicted." in out
    assert "1 finding in code that took less than 0.5 % of it left out: `--profile-threshold 0` shows all." in out
    assert "3 slow spots in 2 of 2 files." in out
    assert "a.py:10:" not in out
    assert "a.py:10:" not in shop.run("analyze", *SELECT, "--quiet").out
    assert "a.py:10:" in shop.run("analyze", *SELECT, "--profile-threshold", "0").out


def test_a_hot_function_without_a_finding_has_a_line(shop: Project) -> None:
    out = shop.run("analyze", *SELECT).out
    assert "Hot, and no finding explains it:\n  a.py:13: plain 30 % of the run: 90 % in pandas.merge, line 14\n" in out
    (hot,) = shop.analyze(*SELECT).json["hot"]
    assert (hot["function"], hot["line"], hot["own"]) == ("plain", 13, 0.3)
    assert hot["calls"] == [{"function": "pandas.merge", "part": 0.9}]


def test_the_json_report_has_cold_findings_as_hints(shop: Project) -> None:
    report = shop.analyze(*SELECT).json
    severities = {
        finding["function"]: (finding["severity"], finding["share"]["value"]) for finding in report["findings"]
    }
    assert severities["cold"] == ("hint", 0.0)
    assert severities["hot"] == ("warning", 0.6)
    (hot, *_) = report["findings"]
    assert hot["share"] == {
        "value": 0.6, "basis": "profiled", "lines": 0.6, "unsure": False, "stale": False, "cold": False
    }  # fmt: skip
    assert [profile["command"] for profile in report["profiles"]] == ["python a.py"]


def test_the_sarif_report_suppresses_cold_findings(shop: Project) -> None:
    report = json.loads(shop.run("analyze", *SELECT, "--format", "sarif").out)
    jsonschema.validate(report, SCHEMA)
    places = {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: result.get("suppressions")
        for result in report["runs"][0]["results"]
    }
    assert [name for name, suppressed in places.items() if suppressed] == ["cold"]


def test_cold_code_fails_no_run(project: Project) -> None:
    project.file("pyproject.toml")
    project.file("a.py", CODE)
    Store(str(project.root)).add(run_of(plain=99.0))
    assert project.run("analyze", *SELECT).code == 0
    assert project.run("analyze", *SELECT, "--no-profile").code == 1
    assert project.run("analyze", *SELECT, "--profile-threshold", "0").code == 1


def test_the_threshold_is_a_setting(shop: Project) -> None:
    shop.file("pyproject.toml", '[tool.slowspot]\nprofile-threshold = "10%"\n')
    assert [name for name, _ in order(shop)][-2:] == ["warm", "cold"]
    shop.file("pyproject.toml", "[tool.slowspot]\nprofile-threshold = 7\n")
    outcome = shop.run("analyze", *SELECT)
    assert (outcome.code, "profile-threshold: must be a part of the run time" in outcome.err) == (2, True)


def test_without_a_profile_all_is_predicted(shop: Project) -> None:
    assert {basis for _, basis in order(shop, "--no-profile")} == {"predicted"}
    assert "profiles" not in shop.analyze(*SELECT, "--no-profile").json


def test_another_run_may_be_named(shop: Project) -> None:
    other = run_of(cold=70.0)
    Store(str(shop.root)).add(other)
    assert order(shop)[0] == ("cold", "profiled")
    first = Store(str(shop.root)).runs()[1].id
    assert order(shop, "--profile", first)[0] == ("hot", "profiled")
    assert order(shop, "--profile", f".slowspot/runs/{first}.json")[0] == ("hot", "profiled")


def test_what_a_profiler_wrote_may_be_named_without_a_store(project: Project) -> None:
    project.file("a.py", CODE)
    project.file("run.txt", f"hot ({project.root}/a.py:2) 900\ncold ({project.root}/a.py:10) 300\n")
    assert order(project, "--profile", "run.txt")[0][1] == "profiled"


@pytest.mark.parametrize("name", ["nix", "a.py", "20250101-000000-1"])
def test_a_run_that_is_not_there_is_an_error(shop: Project, name: str) -> None:
    outcome = shop.run("analyze", *SELECT, "--profile", name)
    assert (outcome.code, outcome.out, name in outcome.err) == (2, "", True)


def test_both_a_run_and_none_is_an_error(shop: Project) -> None:
    assert shop.run("analyze", "--profile", "latest", "--no-profile").code == 2


def test_a_damaged_store_costs_no_findings(shop: Project) -> None:
    for file in (shop.root / ".slowspot" / "runs").iterdir():
        file.write_text("{")
    outcome = shop.analyze(*SELECT)
    assert {basis for _, basis in order(shop)} == {"predicted"}
    assert [(path, kind) for path, kind, _ in outcome.notes()] == [(".slowspot", "profile")]


def test_an_edited_function_keeps_its_place_and_says_so(shop: Project) -> None:
    shop.file("a.py", CODE.replace("[item for item", "[it for it").replace("if item in", "if it in"))
    out = shop.run("analyze", *SELECT).out
    assert "this function took 60 % of the recorded run, before it was last changed: the fix saves about" in out
    assert "1 function was changed since." in out
    assert order(shop)[0] == ("hot", "profiled")


def test_other_processes_go_by_the_same_run(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = order(shop)
    monkeypatch.setattr(workers, "PARALLEL_FROM", 0)
    assert order(shop, "--jobs", "2") == expected


def test_hotspots_are_measured(shop: Project) -> None:
    document = shop.run("hotspots", "--format", "json").json
    assert [(f["function"], f["share"], f["basis"]) for f in document["functions"]] == [
        ("hot", 0.6, "profiled"), ("plain", 0.3, "profiled"), ("warm", 0.08, "profiled"),
    ]  # fmt: skip
    assert document["profile"]["command"] == "python a.py"
    out = shop.run("hotspots").out
    assert " 60.0%  ████████████████  60.0%   60.00 s  hot" in out
    assert "90 % of it in pandas.merge; line 14 (100 %); 9 samples" in out
    assert "3 functions of 1 file, measured in python a.py" in out


def test_hotspots_predict_what_the_run_did_not_see(shop: Project) -> None:
    functions = shop.run("hotspots", "--predict", "--format", "json").json["functions"]
    assert {f["path"] for f in functions if f["basis"] == "predicted"} == {"b.py"}
    assert len([f for f in functions if f["basis"] == "profiled"]) == 3
    predicted = shop.run("hotspots", "--no-profile", "--format", "json").json
    assert ({f["basis"] for f in predicted["functions"]}, "profile" in predicted) == ({"predicted"}, False)


def test_hotspots_of_a_path_are_those_below_it(shop: Project) -> None:
    assert shop.run("hotspots", "b.py", "--format", "json").json["functions"] == []
    assert len(shop.run("hotspots", "a.py", "--format", "json").json["functions"]) == 3
    assert shop.run("hotspots", "c.py").code == 2


def test_hotspots_say_what_was_changed_or_is_gone(shop: Project) -> None:
    shop.file("a.py", CODE.replace("known: list", "known: set").replace("def warm", "def tepid"))
    since = {f["function"]: f["since"] for f in shop.run("hotspots", "--format", "json").json["functions"]}
    assert since == {"hot": "changed since", "plain": "", "warm": "is gone"}
    (shop.root / "a.py").unlink()
    assert "its file is gone" in shop.run("hotspots").out
