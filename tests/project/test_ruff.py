"""What is left to Ruff: the table against the real Ruff, its settings as the real Ruff reads them, and what is said."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.project.ruff import RuffFiles
from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.peers import RUFF, RUFF_RULES
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.source import Document

ALL_AT_ONCE = """\
import asyncio, time
from operator import attrgetter

async def f(xs, e):
    time.sleep(1)
    input()
    while not e.ready:
        await asyncio.sleep(0.1)

def g(xs):
    set(x for x in xs); dict((x, 1) for x in xs); set([x for x in xs]); dict([(x, 1) for x in xs])
    print(list(map(lambda x: x + 1, xs)), any([x for x in xs]), "".join(["a", xs, "c"]))
    sorted(xs, key=lambda x: x[1])
    y, z = sorted(xs)[0], list(xs)[0]
    import json
    return y, z, json
"""
"""Each rule of Ruff's in the table has something to report here."""


def ruff(*arguments: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def reported(*arguments: str, cwd: Path) -> list[dict[str, Any]]:
    found = json.loads(ruff("check", "--no-cache", "--output-format", "json", *arguments, cwd=cwd))
    assert all(it["code"] for it in found), "the text does not parse"
    return found


def findings(rule: Rule, text: str) -> list[tuple[int, int]]:
    """First and last line of each finding, from 1."""
    found = Analyzer(Document(text), RuleSet([rule])).findings()
    return [(it.span.start.line + 1, it.span.end.line + 1) for it in found]


def test_ruff_reports_each_example_of_a_rule_that_is_left_to_it(tmp_path: Path) -> None:
    ours = {
        f"{slug}_{number}.py".replace("-", "_"): (slug, example.program)
        for slug in RUFF
        for number, example in enumerate(resolve(slug)[0].examples)
    }
    for name, (_, text) in ours.items():
        (tmp_path / name).write_text(text, "utf-8")
    # What is stable must be there without previews too.
    stable = ",".join(code for code, rule in RUFF_RULES.items() if rule.since is not None)
    theirs = reported("--isolated", "--select", stable, ".", cwd=tmp_path)
    theirs += reported(
        "--isolated", "--preview", "--select", ",".join(RUFF_RULES), "--ignore", stable, ".", cwd=tmp_path
    )
    missed = [
        (name, first)
        for name, (slug, text) in ours.items()
        for first, last in findings(resolve(slug)[0], text)
        if not any(
            it["code"] in RUFF[slug]
            and Path(it["filename"]).name == name
            and it["location"]["row"] <= last
            and it["end_location"]["row"] >= first
            for it in theirs
        )
    ]
    assert missed == []


def test_table_says_what_ruff_says_of_its_rules(tmp_path: Path) -> None:
    told = {it["code"]: it for it in json.loads(ruff("rule", "--all", "--output-format", "json"))}

    def defaults(*options: str) -> set[str]:
        shown = ruff("check", "--isolated", "--show-settings", "--no-cache", *options, ".", cwd=tmp_path)
        listed = shown.partition("linter.rules.enabled = [")[2].partition("\n]")[0]
        return {code for code in RUFF_RULES if re.search(rf"\b{code}\b", listed)}

    (tmp_path / "a.py").write_text("", "utf-8")
    assert {code for codes in RUFF.values() for code in codes} == set(RUFF_RULES)
    assert [slug for slug, codes in RUFF.items() if not set(codes) <= set(resolve(slug)[0].also)] == []
    always, in_preview = defaults(), defaults("--preview")
    for code, rule in RUFF_RULES.items():
        since = next(iter(told[code]["status"].values()))["since"].removeprefix("v")
        first = tuple(map(int, since.split(".")[:2]))
        default = "always" if code in always else "in preview" if code in in_preview else "never"
        assert (rule.name, rule.category, rule.default) == (told[code]["name"], told[code]["category"], default), code
        assert rule.since == (None if told[code]["preview"] else first), code


NEW = 'required-version = ">=0.16"\n'
C4 = NEW + '[lint]\nselect = ["C4"]\n'

SETTINGS: list[dict[str, str]] = [
    {"pyproject.toml": "[project]\nname = 'x'\n[tool.other]\nruff = 1\n"},
    {"ruff.toml": NEW},
    {"ruff.toml": NEW + "preview = true\n"},
    {"ruff.toml": NEW + '[lint]\nselect = ["ALL"]\nignore = ["C4"]\nextend-select = ["C419"]\n'},
    {"ruff.toml": NEW + '[lint]\nselect = ["C4", "F", "RUF"]\nignore = ["C41"]\n'},
    {"ruff.toml": NEW + '[lint]\nselect = ["FURB1", "PL"]\npreview = true\nexplicit-preview-rules = true\n'},
    {"ruff.toml": NEW + 'preview = true\n[lint]\nselect = ["performance", "reimplemented-operator"]\n'},
    {"ruff.toml": NEW + 'select = ["C4", "FLY"]\n[lint]\nignore = ["C401"]\nextend-ignore = ["C402"]\n'},
    {"pyproject.toml": "[tool.ruff]\n" + NEW + '[tool.ruff.lint]\nselect = ["ASYNC"]\n', ".ruff.toml": NEW},
    {"ruff.toml": NEW, "a/b/pyproject.toml": "[tool.ruff.lint]\nselect = ['C4']\n"},
    {"ruff.toml": NEW, "a/b/pyproject.toml": "[project]\nname = 'x'\n"},
    {
        "base/ruff.toml": NEW
        + '[lint]\nselect = ["C4", "FLY"]\nignore = ["C41"]\nper-file-ignores = {"*" = ["C401"]}\n',
        "a/ruff.toml": 'extend = "../base/ruff.toml"\n[lint]\nextend-select = ["RUF"]\nignore = ["C402"]\n',
    },
    {
        "base.toml": NEW + '[lint]\nselect = []\nignore = ["ASYNC"]\n',
        "ruff.toml": 'extend = "base.toml"\n[lint]\nselect = ["ALL"]\n',
    },
    {
        "ruff.toml": NEW
        + '[lint]\nselect = ["C4"]\n[lint.per-file-ignores]\n"a/**/m.py" = ["C401"]\n"!m.py" = ["C402"]\n'
    },
    {
        "ruff.toml": NEW
        + '[lint]\nselect = ["C4"]\nextend-per-file-ignores = {"*/b/*" = ["C41"], "{m,n}.p[xy]" = ["C414"]}\n'
    },
    {"ruff.toml": NEW + 'extend-exclude = ["b/"]\n'},
    {"ruff.toml": NEW + 'exclude = ["x", "a/*.py"]\n'},
    {"ruff.toml": NEW + '[lint]\nexclude = ["a"]\n'},
    {"ruff.toml": NEW + '[lint]\nexclude = ["m.py"]\n'},
]


@pytest.mark.parametrize("files", SETTINGS, ids=" ".join)
def test_settings_are_read_as_ruff_reads_them(files: dict[str, str], tmp_path: Path) -> None:
    code = tmp_path / "a" / "b" / "m.py"
    code.parent.mkdir(parents=True)
    code.write_text(ALL_AT_ONCE, "utf-8")
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    # Where nothing sets Ruff up, nobody is known to run it, whatever its defaults.
    speaks = any("[tool.ruff" in text or name.endswith("ruff.toml") for name, text in files.items())
    theirs = {it["code"] for it in reported("--force-exclude", str(code), cwd=tmp_path)} if speaks else set[str]()
    expected = {slug for slug, codes in RUFF.items() if theirs.issuperset(codes)}
    assert RuffFiles().for_file(str(code)).rules == expected


def left(folder: Path) -> frozenset[str]:
    return RuffFiles().for_file(str(folder / "m.py")).rules


def test_an_unknown_version_is_taken_for_an_old_one(tmp_path: Path) -> None:
    settings = tmp_path / "ruff.toml"
    settings.write_text("line-length = 100\n", "utf-8")
    assert left(tmp_path) == set()
    settings.write_text('lint.select = ["FURB", "C419"]\n', "utf-8")
    assert left(tmp_path) == {"any-all-listcomp"}
    settings.write_text('lint.select = ["FURB192"]\n', "utf-8")
    assert left(tmp_path) == {"sorted-first"}


def test_version_is_that_of_the_projects_environment(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text('lint.select = ["FURB"]\n', "utf-8")
    (tmp_path / ".venv" / "lib" / "python3.12" / "site-packages" / "ruff-0.16.2.dist-info").mkdir(parents=True)
    assert left(tmp_path) == {"sorted-first"}


@pytest.mark.parametrize(
    "text",
    ["lint.select = [\n", "lint = 3\n", 'lint.select = "C4"\n', 'extend = "ruff.toml"\n', "exclude = [3, '[', '{']\n"],
)
def test_settings_that_ruff_refuses_leave_nothing_to_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text(text, "utf-8")
    assert left(tmp_path) == set()


def analyzed(folder: Path, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "slowspot.cli", "analyze", "--preview", "--format", "json", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return json.loads(done.stdout)


def test_analyze_leaves_it_out_and_says_so_once(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("def first(xs):\n    return sorted(xs)[0]\n", "utf-8")
    (tmp_path / "ruff.toml").write_text('lint.select = ["FURB192"]\n', "utf-8")
    report = analyzed(tmp_path)
    assert report["findings"] == []
    [note] = report["notes"]
    assert (note["path"], note["kind"]) == ("ruff.toml", "left-to-ruff")
    assert "a rule is left to Ruff" in note["message"]
    assert "sorted-first (FURB192); `defer-to-ruff = false`" in note["message"]

    # Selected by its own name it is wanted in any case.
    report = analyzed(tmp_path, "--select", "sorted-first")
    assert (len(report["findings"]), report["notes"]) == (2, [])

    (tmp_path / "slowspot.toml").write_text("defer-to-ruff = false\n", "utf-8")
    report = analyzed(tmp_path)
    assert (len(report["findings"]), report["notes"]) == (2, [])
