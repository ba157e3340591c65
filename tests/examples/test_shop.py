"""The bundled example runs, and shows what Slowspot reports."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.analyzers.rules.registry import all_rules

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COMMAND = "from slowspot.cli.main import main; raise SystemExit(main())"


def run(*arguments: str, cwd: Path = EXAMPLES) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, encoding="utf-8", timeout=120)


def test_a_day_in_the_shop() -> None:
    done = run("-m", "shop")
    assert done.stderr == ""
    assert done.stdout == (Path(__file__).parent / "shop_output.txt").read_text(encoding="utf-8")


def test_the_demo_needs_nothing_but_python() -> None:
    # -S: without site-packages.
    assert run("-S", "-m", "shop").returncode == 0


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLES))


def test_the_forecast_is_an_average_of_weeks(shop: None) -> None:
    forecast = importlib.import_module("shop.forecast")
    assert forecast.weekly([1] * 7 + [2] * 7 + [9]).tolist() == [7.0, 14.0]
    assert forecast.expected([1] * 7 + [2] * 7) == 10.5
    assert forecast.share([1.0, 3.0]) == [0.25, 0.75]


def test_the_sales_report_adds_up(shop: None, tmp_path: Path) -> None:
    sales = importlib.import_module("shop.sales")
    for month in ("a", "b"):
        (tmp_path / f"{month}.csv").write_text("brand,quantity,price\nAquila,2,1.5\nBrava,1,4.0\n")
    table = sales.load([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert sales.turnover(table) == 14.0
    assert sales.by_brand(table)["quantity"].to_dict() == {"Aquila": 4, "Brava": 2}


@pytest.mark.parametrize("module", ["shop.supplier", "shop.web"])
def test_the_services_import(shop: None, module: str) -> None:
    importlib.import_module(module)


def test_the_shop_shows_what_most_families_report() -> None:
    done = run("-c", COMMAND, "analyze", "--no-profile", "--format", "json", "shop")
    assert done.returncode == 1, done.stderr
    found = {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
    families = {rule.family for rule in all_rules() if rule.slug in found}
    assert len(found) >= 25
    assert len(families) >= 8
