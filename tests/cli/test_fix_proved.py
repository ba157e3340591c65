"""`slowspot fix --prove`: applies what holds, as one patch that git takes back, and nothing when the tests fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.proofs.proof import Proof, Rewrite
from slowspot.cli import fix_proved

from ..proving.proofs_by_hand import proved, refuted, slower
from .conftest import Project

SHOP = """\
def cheapest(prices):
    return sorted(prices)[0]


def dearest(prices):
    return sorted(prices)[-1]
"""
CHEAPEST = SHOP.replace("sorted(prices)[0]", "min(prices)")
SELECT = ("--preview", "--select", "sorted-first", "--tests", "")
Prove = Callable[[Rewrite], Proof]


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """Here the real rules are used."""


@pytest.fixture
def verdicts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Prove]:
    """What proofs end with, by function: none runs here."""
    by_function: dict[str, Prove] = {"cheapest": proved, "dearest": refuted}

    def prove(rewrite: Rewrite, *_: Any, **__: Any) -> Proof:
        return by_function[rewrite.function](rewrite)

    monkeypatch.setattr(fix_proved, "prove", prove)
    return by_function


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, encoding="utf-8", timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_only_what_is_proved_is_applied_and_git_takes_it_back(project: Project, verdicts: dict[str, Prove]) -> None:
    git(project.root, "init", "-q")
    (project.root / "pyproject.toml").touch()
    path = project.file("a shop/new\u00e9.py", SHOP.replace("\n", "\r\n").rstrip())
    before = path.read_bytes()
    outcome = project.run("fix", "--prove", *SELECT)
    assert outcome.code == 0
    assert path.read_bytes() == before.replace(b"sorted(prices)[0]", b"min(prices)")
    assert outcome.lines[:3] == [
        "a shop/newé.py:2: sorted-first in cheapest: proved on 412 inputs, 3.8× (3.5–4.1)",
        "a shop/newé.py:6: sorted-first in dearest: refuted: differs on cheapest([])",
        "1 fix proved in 1 file; left as they are: 1 refuted.",
    ]
    [patch] = (project.root / ".slowspot" / "patches").iterdir()
    assert outcome.lines[3] == f"Take it back with `git apply -R .slowspot/patches/{patch.name}`."
    git(project.root, "apply", "-R", str(patch))
    assert path.read_bytes() == before


def test_proofs_are_kept_for_the_analysis(project: Project, verdicts: dict[str, Prove]) -> None:
    path = project.file("shop.py", SHOP)
    project.run("fix", "--prove", *SELECT)
    path.write_text(SHOP, "utf-8")
    found = project.run("analyze", "--format", "json", *SELECT[:3]).json["findings"]
    cheapest, dearest = sorted(found, key=lambda finding: finding["range"]["start"]["line"])
    assert cheapest["speedup"] == {"low": 3.496, "median": 3.8, "high": 4.104, "basis": "proved"}
    assert (cheapest["proof"]["verdict"], cheapest["proof"]["path"]) == ("proved", "shop.py")
    assert (dearest["proof"]["verdict"], dearest["fix"]) == ("refuted", None)
    assert dearest["proof"]["withdrawn"].startswith("refuted by cheapest([])")
    text = project.run("analyze", *SELECT[:3]).out
    assert "fix [proved] Use min() or max(): proved on 412 inputs, 3.8× (3.5–4.1)" in text
    assert "fix [withdrawn] refuted by cheapest([])" in text
    # Nor does a plain `fix` apply what was refuted.
    project.run("fix", "--unsafe", *SELECT[:3])
    assert path.read_text("utf-8") == CHEAPEST
    # In another text of the function it is another fix.
    path.write_text(SHOP.replace("(prices):", "(prices: list):"), "utf-8")
    found = project.run("analyze", "--format", "json", *SELECT[:3]).json["findings"]
    assert [finding["proof"] for finding in found] == [None, None]


def test_fixes_in_one_function_are_proved_one_upon_the_other(project: Project, verdicts: dict[str, Prove]) -> None:
    seen: list[str] = []

    def prove(rewrite: Rewrite) -> Proof:
        seen.append(rewrite.before)
        return proved(rewrite) if len(seen) != 2 else slower(rewrite)

    verdicts["cheapest"] = prove
    three = "def cheapest(a, b, c):\n    return sorted(a)[0], sorted(b)[0], sorted(c)[0]\n"
    path = project.file("shop.py", three)
    outcome = project.run("fix", "--prove", *SELECT)
    assert path.read_text("utf-8") == "def cheapest(a, b, c):\n    return min(a), sorted(b)[0], min(c)\n"
    assert seen == [three, three.replace("sorted(a)[0]", "min(a)"), three.replace("sorted(a)[0]", "min(a)")]
    assert "2 fixes proved in 1 file; left as they are: 1 not proved." in outcome.lines


def test_failing_tests_take_all_back(project: Project, verdicts: dict[str, Prove]) -> None:
    path = project.file("shop.py", SHOP)
    check = f"{sys.executable} -c \"print('no', end=''); assert 'min' not in open('shop.py').read()\""
    outcome = project.run("fix", "--prove", *SELECT[:3], "--tests", check)
    assert (outcome.code, path.read_text("utf-8")) == (1, SHOP)
    assert "AssertionError" in outcome.err
    assert "the tests fail with the changes, and pass without; all was taken back" in outcome.err
    assert list((project.root / ".slowspot" / "patches").iterdir()) == []

    outcome = project.run("fix", "--prove", *SELECT[:3], "--tests", "exit 3")
    assert (outcome.code, path.read_text("utf-8")) == (1, SHOP)
    assert "the tests fail, and without the changes, too" in outcome.err


def test_the_projects_own_tests_run_at_the_end(project: Project, verdicts: dict[str, Prove]) -> None:
    path = project.file("shop.py", SHOP)
    project.file(
        "tests/test_shop.py", "from shop import cheapest\n\n\ndef test_it():\n    assert cheapest([2, 1]) == 1\n"
    )
    project.file("conftest.py", "")
    outcome = project.run("fix", "--prove", *SELECT[:3])
    assert (outcome.code, path.read_text("utf-8")) == (0, CHEAPEST)
    assert outcome.lines[-2] == "Running python -m pytest -q -x"
    assert outcome.lines[-1].startswith("The tests pass (")


def test_diff_changes_nothing(project: Project, verdicts: dict[str, Prove]) -> None:
    path = project.file("shop.py", SHOP)
    outcome = project.run("fix", "--prove", "--diff", *SELECT)
    assert (outcome.code, path.read_text("utf-8")) == (1, SHOP)
    assert outcome.lines[:1] == ["diff --git a/shop.py b/shop.py"]
    assert "+    return min(prices)" in outcome.lines


def test_file_that_changed_meanwhile_is_left(project: Project, verdicts: dict[str, Prove]) -> None:
    path = project.file("shop.py", SHOP)
    other = project.file("a.py", SHOP)

    def prove(rewrite: Rewrite) -> Proof:
        if rewrite.path == str(path):
            path.write_text("# mine\n", "utf-8")
        return proved(rewrite)

    verdicts["dearest"] = prove
    outcome = project.run("fix", "--prove", *SELECT)
    assert (outcome.code, path.read_text("utf-8"), other.read_text("utf-8")) == (1, "# mine\n", SHOP)
    assert "nothing was changed" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--prove", "--unsafe"), "do not go together"),
        (("--prove", "-"), "not standard input"),
        (("--prove", "--python", "no-such-python"), "no-such-python"),
        (("--tests", "true"), "--tests goes with --prove"),
        (("--prove", "--max-seconds", "0"), "invalid number of seconds"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], told: str, project: Project) -> None:
    project.file("shop.py", SHOP)
    outcome = project.run("fix", *arguments)
    assert outcome.code == 2
    assert told in outcome.err
