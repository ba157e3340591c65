"""A proof from end to end: real functions in a real project, run in real child processes. Nothing here is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.proofs.calls import CallStore, CallStoreError, note_calls
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Proof
from slowspot.analyzers.proving.proofs.prove import Cancelled, prove
from slowspot.analyzers.proving.proofs.rewrites import from_text
from slowspot.analyzers.proving.proofs.wording import as_json, from_json, title

BEFORE = '''\
"""A shop."""

import random


def unique(names: list[str]) -> list[str]:
    seen = []
    for name in names:
        if name not in seen:
            seen.append(name)
    return seen


def counted(names: list[str]) -> int:
    return len(names)


def drawn(names: list[str]) -> float:
    return random.SystemRandom().random()


class Store:
    def __init__(self, names: list[str]) -> None:
        self.names = names

    def missing(self, wanted: list[str]) -> list[str]:
        return [name for name in wanted if name not in self.names]
'''
UNIQUE = "def unique(names):\n    return list(dict.fromkeys(names))\n"
MISSING = "def missing(self, wanted):\n    names = set(self.names)\n    return [n for n in wanted if n not in names]\n"
QUICK = Effort(inputs=80, timing=False, tests="never", hash_seeds=(1,))
PYTHON = probe(sys.executable)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    path = tmp_path / "shop.py"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def proved(shop: Path, function: str, after: str, effort: Effort = QUICK, **more: Any) -> Proof:
    rewrite = from_text(str(shop), BEFORE, function, after)
    return prove(rewrite, PYTHON, effort, root=str(shop.parent), **more)


def test_an_equal_rewrite_is_equal_on_what_was_counted(shop: Path) -> None:
    proof = proved(shop, "unique", UNIQUE)
    assert (proof.verdict, proof.equal, proof.counterexample) == ("unproved", True, None)
    assert proof.reason == f"equal on {proof.checked} inputs; how fast it is was not asked"
    assert proof.checked >= 40
    assert proof.coverage is not None
    assert (len(proof.coverage.changed), proof.coverage.missing) == (1, ())
    assert proof.mutants is not None
    assert proof.mutants.killed >= 1


def test_a_refutation_has_a_small_call_that_can_be_run_again(shop: Path, tmp_path: Path) -> None:
    proof = proved(shop, "unique", "def unique(names):\n    return sorted(set(names))\n")
    assert (proof.verdict, proof.equal) == ("refuted", False)
    shown = proof.counterexample
    assert shown is not None
    assert len(shown.call) < 40
    script = tmp_path / "again.py"
    script.write_text(shown.script, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1, done.stderr
    script.write_text(shown.script.replace("sorted(set(names))", "list(dict.fromkeys(names))"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("function", "after", "told"),
    [
        ("unique", "def unique(names):\n    names.sort()\n    return list(dict.fromkeys(names))\n", ""),
        ("unique", "import missing_package\ndef unique(names):\n    return []\n", "cannot be loaded"),
        ("unique", "def unique(names):\n    import os\n    os._exit(0)\n", "gives no result"),
        ("unique", "def unique(names):\n    while True: pass\n", "gives no result"),
        ("counted", "def counted(names):\n    print(names)\n    return len(names)\n", "stdout"),
        ("Store.missing", MISSING.replace("    names =", "    self.names = names ="), "arguments"),
    ],
)  # fmt: skip
def test_what_differs_is_refuted_with_a_counterexample(shop: Path, function: str, after: str, told: str) -> None:
    proof = proved(shop, function, after, Effort(inputs=20, timing=False, tests="never", call_seconds=0.5))
    assert (proof.verdict, proof.equal) == ("refuted", False)
    assert proof.counterexample is not None
    assert told in proof.reason


@pytest.mark.parametrize(
    ("function", "after", "effort", "why"),
    [
        ("unique", BEFORE, QUICK, "the rewrite changes nothing"),
        ("unique", BEFORE.replace("len(names)", "names.__len__()").replace("name not in seen", "not name in seen"),
         QUICK, "the rewrite also changes counted"),
        ("drawn", "def drawn(names):\n    return random.SystemRandom().uniform(0, 1)\n", QUICK, "not deterministic"),
        ("unique", UNIQUE.replace("    return", "    if len(names) == 98765: names = 1\n    return"), QUICK, ""),
        ("unique", UNIQUE,
         Effort(generate=False, timing=False, tests="never"), "there are no inputs"),
    ],
)  # fmt: skip
def test_what_is_missing_is_no_proof(shop: Path, function: str, after: str, effort: Effort, why: str) -> None:
    proof = proved(shop, function, after, effort)
    assert proof.verdict == "unproved"
    assert why in proof.reason


def test_the_tests_of_the_project_refute_and_give_inputs(shop: Path) -> None:
    (shop.parent / "test_shop.py").write_text(
        "import shop\n\n\ndef test_order():\n    assert shop.unique(['b', 'a']) == ['b', 'a']\n"
        "    shop.unique(['limit'] * 7)\n", encoding="utf-8",
    )  # fmt: skip
    effort = Effort(generate=False, timing=False, hash_seeds=(1,))
    good = proved(shop, "unique", UNIQUE, effort)
    assert good.inputs["replayed"] == 2
    assert good.tests is not None
    assert (good.tests.ran, good.tests.same) == (1, 1)
    bad = proved(shop, "unique", "def unique(names):\n    return sorted(set(names))\n", effort)
    assert bad.verdict == "refuted"


def test_what_is_given_is_compared_and_a_difference_beyond_the_hints_refutes_nothing(shop: Path) -> None:
    proof = proved(shop, "unique", UNIQUE, given=[Input("given", code="[[1], [1]]")])
    assert proof.verdict == "refuted"
    proof = proved(shop, "unique", UNIQUE, given=[Input("given", code="[[1], [1]]", beyond=True)])
    assert proof.equal is True
    assert proof.beyond


def test_progress_is_told_and_the_proof_can_be_called_off(shop: Path) -> None:
    stages: list[str] = []
    with pytest.raises(Cancelled):
        proved(shop, "unique", UNIQUE, on_progress=lambda what, *_: stages.append(what),
               cancelled=lambda: "comparing" in stages)  # fmt: skip
    assert stages[:2] == ["loading", "making inputs"]


def test_a_proof_outlives_its_json(shop: Path) -> None:
    proof = proved(shop, "unique", "def unique(names):\n    return sorted(set(names))\n")
    again = from_json(json.loads(json.dumps(as_json(proof))), proof.rewrite)
    assert (again.key, again.counterexample, again.inputs) == (
        proof.key,
        proof.counterexample,
        as_json(proof)["inputs"],
    )
    assert title(again) == title(proof)


def test_recorded_calls_are_replayed(shop: Path) -> None:
    program = shop.parent / "main.py"
    program.write_text("import shop, sys\nshop.Store(['a']).missing(['b'])\nsys.exit(7)\n", encoding="utf-8")
    noted = note_calls(str(shop), "Store.missing", [str(program)], sys.executable)
    assert (len(noted.calls), noted.code) == (1, 7)
    store = CallStore(str(shop.parent))
    store.keep(str(shop), "Store.missing", noted.calls, "main.py")
    replayed = store.load(str(shop), "Store.missing")
    proof = proved(
        shop, "Store.missing", MISSING, Effort(generate=False, timing=False, tests="never"), replayed=replayed
    )
    assert proof.inputs["replayed"] == 1
    assert proof.equal is not False
    Path(store.path_of(str(shop), "Store.missing")).write_text("{", encoding="utf-8")
    with pytest.raises(CallStoreError, match="is damaged"):
        store.load(str(shop), "Store.missing")


def test_classes_of_the_program_itself_are_found_again(shop: Path) -> None:
    shop.write_text(BEFORE + "\n\nStore(['a']).missing(['b'])\n", encoding="utf-8")
    noted = note_calls(str(shop), "Store.missing", [str(shop)], sys.executable)
    rewrite = from_text(str(shop), shop.read_text(encoding="utf-8"), "Store.missing", MISSING)
    replayed = [Input("replayed", pickled=each) for each in noted.calls]
    proof = prove(rewrite, PYTHON, Effort(generate=False, timing=False, tests="never"), root=str(shop.parent),
                  replayed=replayed)  # fmt: skip
    assert proof.inputs["replayed"] == 1


def slowspot(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slowspot.cli", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_command_prints_the_record_and_keeps_the_proof(shop: Path) -> None:
    after = shop.parent / "after.py"
    after.write_text("def unique(names):\n    return sorted(set(names))\n", encoding="utf-8")
    done = slowspot("prove", "shop.py::unique", "--rewrite", "after.py", "--format", "json", "--inputs", "20",
                    "--no-timing", cwd=shop.parent)  # fmt: skip
    record = json.loads(done.stdout)
    assert (done.returncode, record["schema"], record["verdict"]) == (1, "slowspot.proof/1", "refuted")
    assert record["counterexample"]["call"].startswith("unique(")
    assert list((shop.parent / ".slowspot" / "proofs").glob("*.json"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("prove", "shop.py", "--rewrite", "after.py"), "give the file and the function"),
        (("prove", "lost.py::f", "--rewrite", "after.py"), "lost.py: no such file"),
        (("prove", "shop.py::lost", "--rewrite", "shop.py"), "has no function lost"),
        (("prove", "shop.py::unique", "--rewrite", "lost.py"), "lost.py: cannot be read"),
        (("prove", "shop.py::unique", "--finding", "no-such-rule"), "no such finding with a fix"),
        (("prove", "shop.py::unique", "--rewrite", "shop.py", "--python", "/no/python"), "/no/python"),
        (("profile", "--record-calls", "shop.py", "shop.py"), "give the file and the function"),
        (("profile", "--record-calls", "shop.py::lost", "shop.py"), "has no function lost"),
    ],
)
def test_wrong_usage_is_told(shop: Path, words: tuple[str, ...], message: str) -> None:
    done = slowspot(*words, cwd=shop.parent)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
