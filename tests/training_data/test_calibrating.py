"""Calibrating: rows of fresh programs with their features, what is said of predictions, and what stops it early."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.findings import Speedup
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.timing import Comparison
from slowspot.cli import calibrate as command
from slowspot.cli.main import main
from slowspot.models.speedup import SpeedupModel
from slowspot.models.trees import UnusableModel
from slowspot.training_data.speedup import calibrating
from slowspot.training_data.speedup.calibrating import agreement, calibrate
from slowspot.training_data.speedup.features import TABLE, join
from slowspot.training_data.speedup.rows import Row, read_rows, write_table
from slowspot.training_data.speedup.subjects import subject


class Model:
    """Predicts for each rule what it is told."""

    def __init__(self, **ratios: float) -> None:
        self._ratios = ratios

    def predict(self, row: object, rule: Any) -> Speedup:
        ratio = self._ratios[rule.slug.replace("-", "_")]
        return Speedup(ratio * 0.9, ratio, ratio * 1.1, "model")


def row(slug: str, ratio: float, n: int = 100, recipe: int = 0) -> Row:
    return Row(slug, 0, subject(slug, 0).hash, recipe, n, 0, "3.11", "x86_64-linux-2", 900, 450, ratio, ratio, ratio)


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing is measured: every pair is twice as fast, and the eleventh takes so long that the time is over."""
    asked: list[str] = []

    def pretend(pairs: Any, *_: object) -> Any:
        for pair in pairs:
            asked.append(pair.key)
            yield Comparison(pair.key, 2.0, 1.9, 2.1, 0.001, 0.0005, 0.01)

    monkeypatch.setattr("slowspot.training_data.speedup.measuring.compare", pretend)
    real = calibrating.calibrate

    def soon(*arguments: Any, **options: Any) -> Any:
        limit = len(asked) + 10
        return real(*arguments, **options, clock=lambda: 1e9 * (len(asked) > limit))

    monkeypatch.setattr(calibrating, "calibrate", soon)
    return asked


def test_rows_are_added_with_their_features_and_each_time_other_programs(tmp_path: Path, pretended: list[str]) -> None:
    path = tmp_path / "rows.csv"
    first = calibrating.calibrate(path, probe(sys.executable), 1.0)
    second = calibrating.calibrate(path, probe(sys.executable), 1.0)
    assert first.total == len(first.rows) >= 5
    assert second.total == first.total + len(second.rows)
    assert path.read_text().splitlines()[0] == ",".join(TABLE)
    assert len(set(pretended)) == len(pretended)
    assert [found.name for found in tmp_path.iterdir()] == ["rows.csv"]
    assert all(found.recipe >= 1000 for found in read_rows([path])[0])


def test_what_was_measured_before_an_interruption_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pretend(pairs: Any, *_: object) -> Any:
        yield Comparison(next(iter(pairs)).key, 2.0, 1.9, 2.1, 0.001, 0.0005, 0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr("slowspot.training_data.speedup.measuring.compare", pretend)
    path = tmp_path / "rows.csv"
    with pytest.raises(KeyboardInterrupt):
        calibrate(path, probe(sys.executable), 1.0)
    assert len(read_rows([path])[0]) == 1


def test_agreement_of_predictions_with_times() -> None:
    rows = [row("sorted-first", 4.0), row("pop-front", 2.0), row("manual-sum", 1.5)]
    model: Any = Model(sorted_first=4.0, pop_front=4.0, manual_sum=1.5)
    found = agreement(rows, model)
    assert found is not None
    assert found.error == 0.0
    assert found.inside == pytest.approx(2 / 3)
    assert found.correlation == pytest.approx(math.sqrt(3) / 2)


def test_agreement_without_variation_and_without_rows() -> None:
    model: Any = Model(sorted_first=2.0)
    found = agreement([row("sorted-first", 2.0), row("sorted-first", 2.0, 300)], model)
    assert found is not None
    assert math.isnan(found.correlation)
    assert agreement([], model) is None


def test_stale_and_repeated_rows_are_left_out_and_counted() -> None:
    stale = Row(**{**{name: getattr(row("pop-front", 2.0), name) for name in Row.__slots__}, "example_hash": "0" * 12})
    joined = join([row("sorted-first", 2.0), row("sorted-first", 3.0), stale])
    assert len(joined.lines) == 1
    assert joined.dropped == {"twice": 1, "stale": 1}


def test_the_command_says_how_far_predictions_hold(
    tmp_path: Path, pretended: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(command.sys, "platform", "linux")

    class Two:
        def predict(self, *_: object) -> Speedup:
            return Speedup(1.8, 2.0, 2.2, "model")

    monkeypatch.setattr(SpeedupModel, "load", classmethod(lambda _: Two()))
    assert main(["calibrate", "--minutes", "1"]) == 0
    out = capsys.readouterr().out
    assert "predictions on this machine: median error a factor of 1.00, 100% inside their 80 % interval" in out
    assert f"slowspot train --also {tmp_path / 'slowspot' / 'calibration.csv'}" in out


def test_without_a_model_it_says_not_scored(
    tmp_path: Path, pretended: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(_: object) -> SpeedupModel:
        raise UnusableModel("speedup.json: not there")

    monkeypatch.setattr(SpeedupModel, "load", classmethod(absent))
    assert main(["calibrate", "--minutes", "1", "--output", str(tmp_path / "own.csv")]) == 0
    assert "predictions: not scored (speedup.json: not there)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--python", "no-such-python"], "no-such-python"),
        (["--minutes", "0"], "invalid number of minutes value: '0'"),
        (["--executor", "nowhere://1"], "unknown executor 'nowhere://1'"),
    ],
)
def test_wrong_usage_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["calibrate", "--output", str(tmp_path / "rows.csv"), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_holds_no_rows_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.csv"
    write_table(path, ["a", "b"], [["1", "2"]])
    assert main(["calibrate", "--output", str(path)]) == 2
    assert "lacks the columns rule" in capsys.readouterr().err
    assert path.read_text() == "a,b\n1,2\n"
