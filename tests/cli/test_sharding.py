"""Shards of a run, and reports joined: what comes out is what one run over all files would have said."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.findings import Fix, Position, Score, Share, Span, Speedup, TextEdit
from slowspot.analyzers.profiling.measured import Run
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.analyzers.proving.proofs.proof import Coverage, Proof, Rewrite, Speed, SpeedAt
from slowspot.cli.analysis.outcome import Known, Report, Since
from slowspot.cli.analysis.plan import Job
from slowspot.cli.analysis.records import FindingRecord, Place
from slowspot.cli.analysis.sharding import Shard, share_of
from slowspot.cli.formats import json as json_format
from slowspot.cli.formats.outputs import Look
from slowspot.cli.formats.reading import read_report
from slowspot.cli.terminal import Style
from slowspot.models.profiled import Hot, Part

from .conftest import Outcome, Project

FILES = {f"pkg/{name}.py": f"for x in y:\n    slow({name!r})\n" * (ord(name) - 96) for name in "abcdefgh"}


def shares(names: dict[str, int], count: int) -> dict[str, int]:
    jobs = [Job(name, f"/anywhere/{name}", 0, name) for name in names]
    return dict(zip(names, share_of(jobs, list(names.values()), count), strict=True))


def test_shares_are_even_in_bytes_and_leave_out_nothing() -> None:
    names = {f"m{number}.py": 100 + number % 977 for number in range(2_000)}
    found = shares(names, 8)
    loads = [sum(names[name] for name, share in found.items() if share == number) for number in range(1, 9)]
    assert sum(loads) == sum(names.values())
    assert max(loads) <= 1.03 * sum(loads) / 8


def test_a_changed_repository_moves_few_files_between_shares() -> None:
    names = {f"m{number}.py": 100 + number % 977 for number in range(2_000)}
    before = shares(names, 4)
    del names["m17.py"]
    after = shares({**names, "new.py": 500, "m100.py": 900}, 4)
    assert sum(before[name] != after[name] for name in names) < 40


def test_one_file_for_two_shares() -> None:
    assert set(shares({"a.py": 5}, 2).values()) <= {1, 2}


@pytest.fixture
def sharded(project: Project) -> Project:
    """A project, and the reports of its three shards in reports/."""
    for name, text in {**FILES, "pkg/broken.py": "x = (\n", "pkg/odd.py": "# slowspot: ignore[slow-call]\n"}.items():
        project.file(name, text)
    (project.root / "reports").mkdir()
    for number in (1, 2, 3):
        assert shard(project, f"{number}/3", f"reports/{number}.json").code in (0, 1)
    return project


def shard(project: Project, which: str, output: str, *options: str) -> Outcome:
    return project.run("analyze", "pkg", "--shard", which, "-o", output, *options)


def comparable(outcome: Outcome) -> dict[str, Any]:
    return {key: value for key, value in outcome.json.items() if key != "seconds"}


@pytest.mark.parametrize("options", [[], ["--sort", "path"], ["--statistics"]])
def test_shards_joined_are_the_whole_run(sharded: Project, options: list[str]) -> None:
    reports = [f"reports/{number}.json" for number in (2, 3, 1)]
    whole = sharded.analyze("pkg", *options)
    joined = sharded.run("merge", *reports, "--format", "json", *options)
    assert (joined.code, comparable(joined)) == (whole.code, comparable(whole))


@pytest.mark.parametrize("format_", ["text", "sarif", "gitlab", "junit", "github", "markdown", "html"])
def test_every_format_can_be_made_of_reports(sharded: Project, format_: str) -> None:
    reports = [f"reports/{number}.json" for number in (1, 2, 3)]
    whole = sharded.run("analyze", "pkg", "--format", format_)
    joined = sharded.run("merge", *reports, "--format", format_)
    if format_ == "junit":  # it tells how long it took
        assert len(joined.lines) == len(whole.lines)
    else:
        assert joined.out == whole.out


def test_each_shard_says_that_it_is_one(sharded: Project) -> None:
    report = json.loads((sharded.root / "reports/2.json").read_text())
    assert (report["shard"]["number"], report["shard"]["total"], report["shard"]["files"]) == (2, 3, 10)
    assert "Shard 2/3: " in sharded.run("analyze", "pkg", "--shard", "2/3").out


def test_the_exit_code_is_that_of_a_run_over_all_files(sharded: Project) -> None:
    reports = [f"reports/{number}.json" for number in (1, 2, 3)]
    codes = [sharded.run("merge", *reports, *options).code for options in ([], ["--exit-zero"], ["--fail-on", "never"])]
    assert codes == [1, 0, 0]


def test_a_partial_report_makes_the_whole_partial(sharded: Project) -> None:
    path = sharded.root / "reports/2.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "partial": "interrupted after 1 of 3 files"}))
    outcome = sharded.run("merge", *(f"reports/{number}.json" for number in (1, 2, 3)))
    told = "Partial report, reports/2.json: interrupted after 1 of 3 files: " in outcome.out
    assert (outcome.code, told) == (130, True)


def refused(project: Project, *reports: str) -> str:
    outcome = project.run("merge", *(f"reports/{name}.json" for name in reports))
    assert (outcome.code, outcome.out) == (2, "")
    return outcome.err.removeprefix("slowspot: error: ").rstrip()


def test_reports_that_do_not_fit_together(sharded: Project) -> None:
    root = sharded.root
    shard(sharded, "1/2", "reports/half.json")
    sharded.run("analyze", "pkg", "-o", "reports/whole.json")
    sharded.file("pkg/new.py", "slow()\n")
    shard(sharded, "3/3", "reports/later.json")
    text = (root / "reports/3.json").read_text()
    sharded.file("reports/older.json", text.replace('"version": "0.1.0"', '"version": "0.0.9"'))
    sharded.file("reports/again.json", text)
    assert refused(sharded, "1", "3") == "shard 2/3 missing among 2 given"
    assert refused(sharded, "1", "1") == "reports/1.json: is given twice"
    assert refused(sharded, "3", "again") == "reports/3.json and reports/again.json are both shard 3/3"
    assert refused(sharded, "1", "half") == "reports/1.json is shard 1/3, reports/half.json is 1/2: not of one matrix"
    assert refused(sharded, "1", "whole") == "reports/whole.json is of all files, reports/1.json of shard 1/3 only"
    assert refused(sharded, "1", "2", "later").startswith("reports/1.json and reports/later.json are shards of differ")
    assert "run the same version everywhere" in refused(sharded, "1", "2", "older")


def test_reports_of_several_folders_may_be_joined_once(project: Project) -> None:
    project.file("a/x.py", "slow()\n")
    project.file("b/y.py", "slow()\n")
    (project.root / "reports").mkdir()
    for name in ("a", "b"):
        project.run("analyze", name, "-o", f"reports/{name}.json")
    project.run("analyze", "-o", "reports/all.json")
    joined = project.run("merge", "reports/b.json", "reports/a.json", "--format", "json")
    assert joined.found() == [("a/x.py", "slow-call", 1), ("b/y.py", "slow-call", 1)]
    assert refused(project, "a", "all") == "reports/a.json and reports/all.json both have findings of a/x.py"


def full_report() -> Report:
    """A report with everything that can stand in one."""
    span = Span(Position(2, 4), Position(2, 9))
    proof = Proof(
        "unproved", "no input", Rewrite("n.ipynb", "f", "", ""), key="k", inputs={"replayed": 1, "generated": 3},
        speed=Speed(False, (SpeedAt("given", 1.1, 1.2, 1.3, 7, 0.5, 0.4),), "too little"),
        coverage=Coverage((1,), (2,)),
    )  # fmt: skip
    return Report(
        findings=[
            FindingRecord(
                "slow-call", "n.ipynb", span, "is slow", "f", "warning", "review", "why", True, ("  slow(1)",), 3,
                id="i" * 20, content="c" * 20, fix=Fix("Use it", "review", "why", (TextEdit(span, "quick()"),)),
                related=(Place(span, "called here", cell=1), Place(span, "there", "lib/a.py", step=True)), proof=proof,
                also=("PERF401",), cell=2, edit_cells=(2,), lines_in_file=(4, 6),
                score=Score(
                    Speedup(1.1, 2.2, 3.3, "model"), Share(0.5, "profiled", 0.25, True, True, False, 1.5), 0.125, 0.75
                ),
            )
        ],
        notes=[NoteRecord("n.ipynb", "missing-reason", "no reason", 3, 2, fails=True)],
        files=3, lines=40, seconds=1.5,
        runs=[Run("20261122-183000-1", "slowspot", "seconds", 4.5, [], command="python x.py", began=1.5, samples=9)],
        profiled=Counter({True: 2, False: 1}),
        hot=[("a.py", Hot("g", 3, 0.5, 0.75, 0.25, 0.0, 7, True, (Part("json.loads", 0.5),), ((4, 0.5),), 0.25))],
        stale=2, profile_threshold=0.005, settings_wrong=True, shard=Shard(2, 3, 9, "abc"),
        known=Known(("known.json",), 4, 5, "updated", {"slow-call": (1, 2)}), since=Since("main", "0" * 40, 1, 2, 3),
        partial="interrupted after 1 of 3 files",
    )  # fmt: skip


def test_a_report_that_is_read_back_is_the_same(tmp_path: Path) -> None:
    report, path = full_report(), tmp_path / "report.json"
    unset = {field.name for field in fields(Report)} - {
        field.name for field in fields(Report) if getattr(report, field.name) != getattr(Report(), field.name)
    }
    assert unset == {"phases", "by_rule"}  # times, which only `--timings` tells
    with path.open("w") as file:
        json_format.write(report, file.write, Look(Style(False)))
    read = read_report(str(path)).report
    assert repr(read.findings) == repr(report.findings)
    assert read == report


def spoiled(report: dict[str, Any], path: str, value: object) -> str:
    *steps, last = path.split(".")
    place: Any = report
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return json.dumps(report)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("findings", None, "is damaged: findings: no list"),
        ("findings.0.rule", KeyError, "is damaged: findings[0]: rule is missing"),
        ("findings.0.range.start.line", 0, "is damaged: findings[0]: lines and columns count from 1"),
        ("findings.0.severity", "bad", "is damaged: findings[0]: 'bad' is none of error, warning, info, hint"),
        ("findings.0.path", 3, "is damaged: findings[0]: 3 where a text should be"),
        ("files", "many", "is damaged: the run: 'many' where a whole number should be"),
        ("notes", [4], "is damaged: notes[0]: 'int' object is not subscriptable"),
        ("shard", {"number": 3, "total": 2, "files": 1, "split": ""}, "is damaged: shard: 3/2 is no share"),
        ("schema", "slowspot.analysis/9", "is of schema 'slowspot.analysis/9', not 'slowspot.analysis/1'"),
        ("schema", None, "has no schema, not 'slowspot.analysis/1'"),
    ],
)
def test_damaged_reports_are_wrong_usage(project: Project, path: str, value: object, message: str) -> None:
    project.file("a.py", "slow()\n")
    (project.root / "reports").mkdir()
    report = project.analyze().json
    project.file("reports/bad.json", spoiled(report, path, value))
    assert f"reports/bad.json: {message}" in refused(project, "bad")


@pytest.mark.parametrize(
    ("text", "message"), [("", "is no JSON report, or was cut off"), ("[1]", "has no schema"), (None, "no such report")]
)
def test_what_is_no_report(project: Project, text: str | None, message: str) -> None:
    project.file("reports/other.json", "")
    if text is not None:
        project.file("reports/bad.json", text)
    assert refused(project, "bad").startswith(f"reports/bad.json: {message}")


@pytest.mark.parametrize("which", ["0/3", "4/3", "1", "a/b", "1/0", "1/99999"])
def test_what_is_no_share(project: Project, which: str) -> None:
    outcome = project.run("analyze", "--shard", which)
    assert (outcome.code, "is no share" in outcome.err) == (2, True)


def test_a_baseline_is_written_by_a_run_over_all_files(project: Project) -> None:
    project.file("a.py", "slow()\n")
    outcome = project.run("analyze", "--shard", "1/2", "--write-baseline", str(Path("b.json")))
    assert (outcome.code, "--write-baseline, which needs the findings of all files" in outcome.err) == (2, True)
