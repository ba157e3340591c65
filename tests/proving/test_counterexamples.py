"""Counterexamples: made small, and shown by a program of their own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from slowspot.analyzers.proving.proofs.counterexamples import call_of, script_of, shrunk
from slowspot.analyzers.proving.proofs.proof import Input, Rewrite
from slowspot.analyzers.proving.proofs.sides import Target, target_of

BEFORE = """
def dedupe(xs):
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
"""
AFTER = "def dedupe(xs):\n    return list(dict.fromkeys(xs))\n"


def rewrite(tmp_path: Path) -> Rewrite:
    return Rewrite(str(tmp_path / "under_proof.py"), "dedupe", BEFORE, AFTER, origin="it's a 'patch'")


def target(tmp_path: Path) -> Target:
    return target_of(str(tmp_path / "under_proof.py"), "dedupe", str(tmp_path))


@pytest.mark.parametrize(
    ("code", "differs", "expected"),
    [
        ("[3, 1, 9, 1, 4], key='abc'", lambda xs, key=None: 1 in xs, "[1]"),
        ("{'a': [1, 2], 'b': [3]}", lambda d: any(3 in each for each in d.values()), "{'': [3]}"),
        ("'hello world'", lambda text: " " in text, "' '"),
        ("kit.lazy([1, 2, 3])", None, "kit.lazy([1, 2, 3])"),
    ],
)
def test_inputs_become_small(code: str, differs: object, expected: str) -> None:
    def ask(given: Input) -> bool:
        return callable(differs) and eval(f"differs({given.code})", {"differs": differs})

    assert shrunk(Input("generated", code=code), ask).code == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("[[1], [1]]", 1), ("[1, 1.0, kit.Str('a'), kit.Obj(a=1)]", 0), ("[kit.Unhashable(1)]", 1)]
)
def test_a_program_shows_the_difference(tmp_path: Path, code: str, expected: int) -> None:
    script = tmp_path / "shows.py"
    script.write_text(script_of(rewrite(tmp_path), target(tmp_path), Input("generated", code=code)), encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stderr) == (expected, "")
    assert bool(ended.stdout) == bool(expected)


def test_a_call_is_written_as_source(tmp_path: Path) -> None:
    assert call_of(rewrite(tmp_path), Input("generated", code="[1]")) == "dedupe([1])"


def test_a_program_shows_that_a_rewrite_cannot_be_loaded(tmp_path: Path) -> None:
    broken = replace(rewrite(tmp_path), after="import nowhere_to_be_found\n" + AFTER)
    ended = subprocess.run(
        [sys.executable, "-c", script_of(broken, target(tmp_path), None)], capture_output=True, text=True, timeout=30
    )
    assert ended.returncode == 1
    assert "nowhere_to_be_found" in ended.stderr
