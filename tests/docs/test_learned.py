"""Figures of the models become sections, cards and a drawing; without figures the pages say so."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from slowspot.training_data.fitting import cards, figures, parts
from slowspot.training_data.fitting.figures import Evaluation, Figure
from slowspot.training_data.fitting.validation import Estimate


@pytest.fixture(scope="module")
def learned() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "learned", Path(__file__).resolve().parents[2] / "docs" / "learned.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NAN = float("nan")
EVALUATION = Evaluation(
    {"rules": 1200, "Pythons": ["3.11", "3.13"]},
    [
        Figure(
            "rank", Estimate(0.8, 0.78, 0.82), at_least=0.75, aim=0.85, baselines={"guess": Estimate(0.5, NAN, NAN)}
        ),
        Figure("error", Estimate(0.4, 0.3, 0.5), at_most=0.35, baselines={"guess": Estimate(0.3, 0.3, 0.3)}),
        Figure("covers", Estimate(0.8, NAN, NAN), at_least=0.77, at_most=0.83, unit="%"),
    ],
    reliability=[(0.5, 0.48), (0.8, 0.8)],
    tables={"By rule": [["rule", "covers"], ["a|b", 0.75]]},
    notes=["3 rows had another size."],
)
DOCUMENT: dict[str, Any] = figures.without_nan(
    {
        "schema": figures.SCHEMA,
        "seed": 0,
        "libraries": {"scikit-learn": "1.9.1"},
        "parts": {"speedup": {"rows": 15000, "fingerprint": "ab", **EVALUATION.document()}},
        "serving": {"sizes": {"a": 700_000}, "forests": {"a": {"load_ms": 40.0, "score_us": 20.0}}},
    }
)


def test_sections_say_what_is_missed(learned: ModuleType) -> None:
    text = "\n".join(learned.sections(DOCUMENT))
    assert (
        "15,000 rows. 2 of 3 figures reach what was wanted; missed: error. A simpler way is better at: error (guess)."
        in text
    )
    assert "| rank | **0.800** | 0.780 to 0.820 | guess 0.500 | ≥ 0.750 | 0.850 | reached |" in text
    assert "| error | **0.400** | 0.300 to 0.500 | guess 0.300 | ≤ 0.350 |  | **missed** |" in text
    assert "| covers | **80.0%** |  |  | 77.0% to 83.0% |  | reached |" in text
    assert "| loading all forests, ms | **40.0** | 30 | 10 | **missed** |" in text


def test_without_figures_the_page_says_so(learned: ModuleType) -> None:
    assert list(learned.sections({})).count("Not evaluated yet.") == 2
    assert learned.drawing({}) is None


def test_the_drawing_is_svg_for_light_and_dark(learned: ModuleType) -> None:
    text = learned.drawing(DOCUMENT)
    circles = ET.fromstring(text).findall("{http://www.w3.org/2000/svg}circle")
    assert [next(iter(circle)).text for circle in circles] == ["50%: 48.0%", "80%: 80.0%"]
    assert "prefers-color-scheme: dark" in text


def test_a_card_has_its_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = ModuleType("sample")
    vars(module).update(METHOD="Boosted trees.", LIMITS="Only here.", USE="Ranking.", MODELS=("speedup.json",))
    part = parts.Part("speedup", ".sample", "How much a finding gains")
    monkeypatch.setattr(parts.Part, "load", lambda _: module)
    text = cards.card(part, DOCUMENT, tmp_path)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# How much a finding gains", "## What it is for", "## Data", "## Method", "## Held-out figures", "### By rule",
        "## Limits",
    ]  # fmt: skip
    assert "`models/speedup.json`, not trained yet" in text
    assert "| Pythons | 3.11, 3.13 |" in text
    assert "| a\\|b | 0.750 |" in text
    assert "- 3 rows had another size." in text
    assert "Not evaluated yet." in cards.card(part, {}, tmp_path)
