"""The pairs that benchmarks/gpu measures are what the rules are about, and without a GPU it says so."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.source import Document

FOLDER = Path(__file__).parents[2] / "benchmarks" / "gpu"


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gpu_run", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUN = loaded()


@pytest.mark.parametrize("pair", RUN.PAIRS, ids=lambda pair: pair.rule)
def test_the_rule_reports_the_slow_program_and_not_the_fast_one(pair: object) -> None:
    rules = RuleSet(resolve(pair.rule))  # pyright: ignore[reportAttributeAccessIssue] - of a module loaded by its path
    assert Analyzer(Document(pair.slow), rules).findings()  # pyright: ignore[reportAttributeAccessIssue]
    assert not Analyzer(Document(pair.fast), rules).findings()  # pyright: ignore[reportAttributeAccessIssue]


def test_without_a_device_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for package in ("cupy", "torch"):
        monkeypatch.setitem(sys.modules, package, None)
    assert RUN.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "nothing measured: no GPU at hand", "cupy is not installed", "torch is not installed",
    ]  # fmt: skip
    assert RUN.main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []


def test_sides_that_disagree_are_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    device = RUN.Device(ModuleType("cupy"), lambda: None, "a stand-in")
    device.module.__version__ = "0"
    pair = RUN.Pair("cupy-element-loop", "cupy", "(n,)", "def work(n): return n", "def work(n): return -n", (3,))
    monkeypatch.setattr(RUN, "devices", lambda: ({"cupy": device}, []))
    monkeypatch.setattr(RUN, "PAIRS", (pair,))
    assert RUN.main([]) == 1
    assert "the sides disagree" in capsys.readouterr().out
    monkeypatch.setattr(RUN, "PAIRS", (RUN.Pair(pair.rule, "cupy", "(n,)", pair.slow, pair.slow, (3,)),))
    monkeypatch.setattr(RUN, "_SECONDS", 0.0001)
    assert RUN.main(["--rounds", "3", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["low"] <= row["ratio"] <= row["high"]
