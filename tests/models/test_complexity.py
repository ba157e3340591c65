"""What the analysis says of the labelled functions is what was recorded, and mostly right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .labelled import FOLDER, figures


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return figures()


def test_the_recorded_figures_are_those_of_this_version(found: dict[str, Any]) -> None:
    assert found == json.loads((FOLDER / "figures.json").read_text())


def test_most_is_right_and_little_is_less_than_it_costs(found: dict[str, Any]) -> None:
    for part in ("functions", "unseen"):
        rates = found[part]
        total = sum(rates.values())
        assert rates["right"] >= 0.85 * total, part
        assert rates.get("below", 0) + rates.get("overconfident", 0) <= 0.05 * total, part
    assert sum(found["functions"].values()) >= 150
