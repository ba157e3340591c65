"""`slowspot optimize`: what it prints, its JSON, what it writes, its exit codes. One search has real proofs."""

from __future__ import annotations

import pytest
from slowspot.analyzers.proving.proofs.candidates import searching
from slowspot.analyzers.proving.proofs.proof import Counterexample, Proof, Rewrite, Speed, SpeedAt

from .conftest import Project

SOURCE = """\
def ways(n: int) -> int:
    n = min(n, 16)
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


def known(names: list[str], wanted: list[str]):
    return [name for name in names if name in wanted]


def fine(x: int) -> int:
    return x
"""
FEW = ("--most", "1", "--inputs", "40")


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """Candidates come from the real rules: those of the other tests are not put in their place."""


def test_a_search_with_real_proofs_writes_the_best(project: Project) -> None:
    path = project.file("code.py", SOURCE)
    outcome = project.run("optimize", "code.py::ways", *FEW, "--apply", "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    report = outcome.json
    assert (report["schema"], report["function"], report["applied"]) == ("slowspot.optimize/1", "ways", True)
    [best] = report["accepted"]
    assert (best["source"], best["origin"], best["repaired"]) == ("transformations", "recursion-cache", False)
    assert best["proof"]["schema"] == "slowspot.proof/1"
    assert best["proof"]["verdict"] == "proved"
    assert best["proof"]["speedup"]["low"] > 1.05
    assert best["diff"].startswith("--- a/code.py\n+++ b/code.py\n")
    assert report["stopped"] == "candidates"
    assert "@lru_cache(maxsize=None)\ndef ways" in path.read_text(encoding="utf-8")
    assert any((project.root / ".slowspot" / "proofs").iterdir())


def proved_by_hand(rewrite: Rewrite, **_: object) -> Proof:
    if "known_set" not in rewrite.after and "wanted_set" not in rewrite.after:
        return Proof("refuted", "differs", rewrite, counterexample=Counterexample("known([], 1)", "result", "[]", "1"))
    at = SpeedAt("n = 100", 3.5, 3.8, 4.1, 20, 1e-3, 3e-4)
    return Proof("proved", "equal", rewrite, equal=True, inputs={"generated": 412}, speed=Speed(True, (at,)))


def test_the_text_shows_the_best_first_and_what_was_not_taken(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.file("code.py", SOURCE)
    monkeypatch.setattr(searching, "prove", proved_by_hand)
    outcome = project.run("optimize", "code.py::known", "--no-store")
    assert outcome.code == 0
    assert "code.py::known: 1 faster text was proved, best first" in outcome.out
    assert "1. list-membership-in-loop: proved on 412 inputs, 3.8× (3.5–4.1)" in outcome.out
    assert "+    wanted_set = set(wanted)" in outcome.out
    assert not (project.root / ".slowspot").exists()


def test_nothing_better_is_no_failure_unless_it_was_to_be_applied(project: Project) -> None:
    project.file("code.py", SOURCE)
    outcome = project.run("optimize", "code.py::fine")
    assert (outcome.code, outcome.out.splitlines()[0]) == (0, "code.py::fine: nothing better found")
    assert project.run("optimize", "code.py::fine", "--apply").code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["code.py"], "give the file and the function"),
        (["gone.py::f"], "cannot be read"),
        (["code.py::gone"], "has no function gone (it has: ways, known, fine)"),
        (["broken.py::f"], "does not parse"),
        (["code.py::fine", "--python", "nowhere"], "nowhere"),
        (["code.py::fine", "--ai"], "--ai: no language model is turned on"),
        (["code.py::fine", "--ai", "--sandbox", "off"], "in a sandbox only"),
    ],
)
def test_wrong_usage(project: Project, words: list[str], told: str) -> None:
    project.file("code.py", SOURCE)
    project.file("broken.py", "def f(:\n    pass\n")
    outcome = project.run("optimize", *words)
    assert outcome.code == 2
    assert told in outcome.err
