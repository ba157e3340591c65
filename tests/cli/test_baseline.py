from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .conftest import Outcome, Project

SLOW = "def f(x):\n    return slow(x, 1)\n"
TWO = SLOW + "\n\ndef g(x):\n    return slow(x, 2)\n"


@pytest.fixture
def known(project: Project) -> Project:
    """A project whose two findings are in a baseline."""
    project.file("pkg/a.py", TWO)
    assert project.run("analyze", "--write-baseline", "known.json").code == 0
    return project


def new(project: Project, *arguments: str) -> tuple[int, list[tuple[str, str, int]]]:
    outcome = project.analyze("--baseline", "known.json", *arguments)
    return outcome.code, outcome.found()


def baseline(project: Project) -> dict[str, Any]:
    return json.loads((project.root / "known.json").read_text())["findings"]


def test_known_findings_are_left_out_and_counted(known: Project) -> None:
    known.file("pkg/a.py", TWO + "\n\ndef h(x):\n    return slow(x, 3)\n")
    outcome = known.analyze("--baseline", "known.json")
    assert (outcome.code, outcome.found()) == (1, [("pkg/a.py", "slow-call", 10)])
    assert outcome.json["baseline"] == {"files": ["known.json"], "silenced": 2, "fixed": 0}
    text = known.run("analyze", "--baseline", "known.json").lines[-2:]
    assert text == [
        "1 slow spot in 1 of 1 file. [*] 1 with a safe fix: `slowspot fix`.",
        "2 known findings left out: known.json.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\n\n" + TWO,
        TWO.replace("slow(x, 1)", "slow(\n        x,\n        1,\n    )"),
        TWO.replace("def g", "def renamed"),
        TWO.replace("    return slow(x, 1)", "    if x:\n        return slow(x, 1)"),
        "class C:\n" + "".join(f"    {line}\n" for line in TWO.splitlines()),
    ],
    ids=["moved", "reformatted", "function renamed", "indented", "into a class"],
)
def test_what_was_only_rewritten_stays_known(known: Project, text: str) -> None:
    known.file("pkg/a.py", text)
    assert new(known) == (0, [])


def test_a_renamed_file_stays_known(known: Project) -> None:
    (known.root / "pkg/a.py").rename(known.root / "pkg/b.py")
    assert new(known) == (0, [])


def test_a_file_cut_in_two_stays_known(known: Project) -> None:
    first, second = TWO.split("\n\n\n")
    known.file("pkg/b.py", first)
    known.file("pkg/c.py", second)
    (known.root / "pkg/a.py").unlink()
    assert new(known) == (0, [])


def test_a_copy_is_new(known: Project) -> None:
    known.file("pkg/b.py", TWO)
    assert new(known) == (1, [("pkg/b.py", "slow-call", 2), ("pkg/b.py", "slow-call", 6)])


def test_one_entry_knows_one_finding(known: Project) -> None:
    known.file("pkg/a.py", TWO.replace("    return slow(x, 1)", "    slow(x, 1)\n    return slow(x, 1)"))
    assert new(known) == (1, [("pkg/a.py", "slow-call", 3)])


def test_update_drops_what_is_fixed_and_only_that(known: Project) -> None:
    known.file("pkg/a.py", TWO.replace("slow(x, 1)", "quick(x, 1)") + "\n\ndef h(x):\n    return slow(x, 3)\n")
    outcome = known.run("analyze", "--baseline", "known.json")
    assert outcome.lines[-1].endswith("1 more is fixed: `--update-baseline` drops what is.")
    assert new(known, "--update-baseline") == (1, [("pkg/a.py", "slow-call", 10)])
    assert [row["function"] for row in baseline(known)["pkg/a.py"]] == ["g"]


def test_update_leaves_alone_what_was_not_looked_at(known: Project) -> None:
    known.file("other/b.py", SLOW)
    broken = known.file("pkg/c.py", SLOW)
    assert known.run("analyze", "--write-baseline", "known.json").code == 0
    before = baseline(known)
    broken.write_text("def f(:\n")
    for arguments in (["other"], ["--ignore", "slow-call"], ["pkg/c.py"]):
        assert new(known, "--update-baseline", *arguments) == (
            0, [],
        ), arguments  # fmt: skip
    assert baseline(known) == {
        **before,
        "other/b.py": baseline(known)["other/b.py"],
        "pkg/c.py": baseline(known)["pkg/c.py"],
    }


def test_update_drops_files_that_are_gone_and_renames(known: Project) -> None:
    known.file("other/b.py", SLOW)
    known.run("analyze", "--write-baseline", "known.json")
    (known.root / "pkg/a.py").rename(known.root / "pkg/new.py")
    (known.root / "other/b.py").unlink()
    assert new(known, "--update-baseline") == (0, [])
    assert {name: len(rows) for name, rows in baseline(known).items()} == {"pkg/new.py": 2}


def test_a_shard_tells_nothing_of_files_that_are_gone(known: Project) -> None:
    (known.root / "pkg/a.py").rename(known.root / "pkg/b.py")
    known.file("pkg/c.py", "")
    told = [known.analyze("--baseline", "known.json", "--shard", f"{share}/2").json["baseline"] for share in (1, 2)]
    assert [(each["silenced"], each["fixed"]) for each in told] in ([(2, 0), (0, 0)], [(0, 0), (2, 0)])


def test_writing_keeps_what_the_run_did_not_look_at(known: Project) -> None:
    known.file("other/b.py", SLOW)
    assert known.run("analyze", "other", "--write-baseline", "known.json").out.splitlines()[-1] == (
        "known.json: written, with 1 finding of this run."
    )
    assert {name: len(rows) for name, rows in baseline(known).items()} == {"other/b.py": 1, "pkg/a.py": 2}


def test_the_file_changes_by_a_line_a_finding(known: Project) -> None:
    before = (known.root / "known.json").read_text().splitlines()
    known.file("pkg/a.py", "import os\n" + TWO + "\n\ndef fa(x):\n    return slow(x, 3)\n")
    known.run("analyze", "--write-baseline", "known.json")
    after = (known.root / "known.json").read_text().splitlines()
    assert len(set(after) - set(before)) == 1
    assert set(before) <= set(after)
    assert str(known.root) not in "".join(after)


def test_the_settings_name_one_for_their_files(known: Project) -> None:
    for name in ("one", "two"):
        known.file(f"{name}/a.py", SLOW)
        known.file(f"{name}/slowspot.toml", 'baseline = "known.json"\n')
        known.run("analyze", name, "--write-baseline", f"{name}/known.json")
    known.file("two/b.py", SLOW)
    outcome = known.analyze()
    assert outcome.json["baseline"] == {"files": ["one/known.json", "two/known.json"], "silenced": 2, "fixed": 0}
    assert {path for path, _, _ in outcome.found()} == {"pkg/a.py", "two/b.py"}
    assert len(known.analyze("--no-baseline").found()) == 5


def test_the_ratchet_counts(known: Project) -> None:
    known.file("pkg/a.py", TWO.replace("slow(x, 2)", "slow(x, 9)"))
    assert new(known) == (1, [("pkg/a.py", "slow-call", 6)])
    assert new(known, "--ratchet") == (0, [("pkg/a.py", "slow-call", 6)])
    known.file("pkg/a.py", TWO.replace("slow(x, 2)", "slow(x, 9), slow(x, 2)"))
    outcome = known.analyze("--baseline", "known.json", "--ratchet")
    assert (outcome.code, outcome.json["baseline"]["grown"]) == (1, {"slow-call": {"was": 2, "is": 3}})


def test_fail_on_goes_by_what_is_left(known: Project) -> None:
    known.file("pkg/b.py", SLOW)
    assert new(known, "--fail-on", "error")[0] == 0
    assert new(known, "--fail-on", "hint")[0] == 1
    (known.root / "pkg/b.py").unlink()
    assert new(known, "--fail-on", "hint")[0] == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ":1: is no baseline: not JSON: Expecting value"),
        ("[1]", ": is no baseline of Slowspot's: it has no schema"),
        (
            '{"files": {"./a.py": [{"code": "reportMissing", "range": {}}]}}',
            ": is no baseline of Slowspot's: it has no",
        ),
        ('{"schema": "slowspot.analysis/1"}', ": is no baseline: it says that it is 'slowspot.analysis/1'"),
        ('{"schema": "slowspot.baseline/2"}', ": is no baseline that this version reads (slowspot.baseline/2, not"),
        (
            '{"schema": "slowspot.baseline/1", "findings": {"a.py": [{"rule": 1}]}}',
            ": is damaged: KeyError: 'function'",
        ),
        ('{"schema": "slowspot.baseline/1"}', ": is damaged: KeyError: 'findings'"),
        ('{\n<<<<<<< ours\n "schema": 1}', ": holds a merge that was not resolved"),
        (b"\xff\xfe{", ": is no baseline: it is not UTF-8"),
        ("[" * 100_000, ": is no baseline: it is nested too deeply"),
    ],
)
def test_other_files_are_refused_and_left_alone(known: Project, content: str | bytes, said: str) -> None:
    path = known.file("known.json", content)
    before = path.read_bytes()
    for option in ("--baseline", "--write-baseline"):
        outcome = known.run("analyze", option, "known.json")
        assert (outcome.code, f"known.json{said}" in outcome.err) == (2, True), outcome.err
    assert path.read_bytes() == before


def usage(project: Project, *arguments: str) -> str:
    outcome: Outcome = project.run("analyze", *arguments)
    assert outcome.code == 2
    return outcome.err.strip()


def test_wrong_usage(known: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "gone.json: no such baseline; `--write-baseline gone.json` makes it" in usage(
        known, "--baseline", "gone.json"
    )
    assert "--update-baseline: which one?" in usage(known, "--update-baseline")
    assert "--ratchet: which one?" in usage(known, "--ratchet")
    assert "contradict each other" in usage(known, "--baseline", "known.json", "--no-baseline")
    assert "does not go together with --ratchet" in usage(known, "--write-baseline", "x.json", "--ratchet")
    assert "--shard" in usage(known, "--baseline", "known.json", "--update-baseline", "--shard", "1/2")
    assert "--min-gain" in usage(known, "--baseline", "known.json", "--update-baseline", "--min-gain", "0.1")
    assert "a baseline is a file" in usage(known, "--write-baseline", "-")
    assert "cannot be written" in usage(known, "--write-baseline", "none/known.json")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(known.root / "known.json", elsewhere)
    (elsewhere / "b.py").write_text("x = 1\n")
    monkeypatch.chdir(elsewhere)
    assert "none of its files is here" in usage(known, "--baseline", "known.json", "--update-baseline")
    assert len(json.loads((elsewhere / "known.json").read_text())["findings"]["pkg/a.py"]) == 2
