"""`slowspot train` and `evaluate` from small made-up rows: the same bytes each time, and no crash on bad rows."""

from __future__ import annotations

import gzip
import json
import random
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from slowspot.cli import evaluate as evaluate_command
from slowspot.cli import main
from slowspot.cli import train as train_command
from slowspot.models.trees import load
from slowspot.training_data.fitting import figures, parts, rows, serving
from slowspot.training_data.fitting.boosting import export, fit_regressor
from slowspot.training_data.fitting.figures import Evaluation, Figure
from slowspot.training_data.fitting.rows import Rows, UnusableRows, feature, positive, text
from slowspot.training_data.fitting.validation import bootstrap, folds, spearman

FEATURES = ["depth", "size"]
COLUMNS = {"rule": text, "ratio": positive} | dict.fromkeys(FEATURES, feature)


def table_of(records: list[dict[str, Any]]) -> tuple[Any, Any]:
    return np.array([[r[name] for name in FEATURES] for r in records]), np.log2([r["ratio"] for r in records])


def fit(given: Rows, seed: int) -> dict[str, Any]:
    estimator = fit_regressor(*table_of(given.records), features=FEATURES, seed=seed, max_iter=20)
    return {
        "sample": export(estimator, FEATURES, rows=len(given.records), rows_hash=given.fingerprint),
        "counts.json": json.dumps({"rows": len(given.records)}),
    }


def evaluate(given: Rows, seed: int, tell: parts.Tell) -> Evaluation:
    table, target = table_of(given.records)
    groups = [record["rule"] for record in given.records]
    predicted = np.zeros(len(target))
    for known, held in folds(groups, 3, seed):
        predicted[held] = fit_regressor(table[known], target[known], features=FEATURES, max_iter=20).predict(
            table[held]
        )
    tell("folds done")
    found = bootstrap(lambda drawn: spearman(predicted[drawn], target[drawn]), groups, rounds=50)
    return Evaluation(
        {"rules": len(set(groups))},
        [Figure("Spearman", found, at_least=0.5, aim=0.99), Figure("error", found, at_most=0.1)],
        reliability=[(0.8, 0.79)],
    )


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> parts.Part:
    """A part of its own with 600 rows, the only one there is; models and rows lie in a scratch folder."""
    module = ModuleType("slowspot.training_data.fitting.sample")
    vars(module).update(ROWS=("rows.csv.gz",), columns=lambda: COLUMNS, fit=fit, evaluate=evaluate)
    module.__spec__ = ModuleSpec(module.__name__, None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    found = parts.Part("sample", ".sample")
    monkeypatch.setattr(parts.train, "__kwdefaults__", {**(parts.train.__kwdefaults__ or {}), "parts": [found]})
    monkeypatch.setattr(parts.evaluate, "__kwdefaults__", {**(parts.evaluate.__kwdefaults__ or {}), "parts": [found]})
    monkeypatch.setattr(parts, "_DATA", tmp_path)
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(parts, "FOLDER", tmp_path / "models")
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(csv_of(600).encode()))
    return found


def csv_of(count: int, *more: str) -> str:
    chance = random.Random(4)
    lines = ["rule,ratio,depth,size,note"]
    for number in range(count):
        depth, size = chance.randrange(4), chance.random() * 100
        ratio = 2 ** (depth + size / 50 + chance.gauss(0, 0.2))
        lines.append(
            f"rule-{number % 20},{ratio:.4f},{depth},{size:.3f}," if number % 9 else f"r,{ratio:.4f},,{size:.3f},"
        )
    return "\n".join([*lines, *more]) + "\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_training_twice_gives_the_same_bytes(
    part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    code, out, err = run(capsys, "train", "--output", models)
    assert (code, "sample: 600 rows" in err) == (0, True)
    assert out.splitlines()[0] == f"{models / 'sample.json'}: {(models / 'sample.json').stat().st_size:,} bytes, new"
    first = (models / "sample.json").read_bytes()
    assert load(models / "sample.json").predict([3.0, 50.0]) == pytest.approx(4.0, abs=0.5)
    code, out, err = run(capsys, "train", "--output", models)
    assert out.splitlines()[-1] == "2 model files; all the same bytes as before"
    assert (models / "sample.json").read_bytes() == first


def test_more_rows_make_another_model_and_say_how_far_it_is(
    part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    run(capsys, "train", "--output", models)
    also = tmp_path / "mine.csv"
    also.write_text(csv_of(300))
    code, out, err = run(capsys, "train", "--output", models, "--also", also)
    assert (code, "300 rows of mine.csv besides" in err) == (0, True)
    assert "differs: predictions of 500 rows by at most" in out
    assert load(models / "sample.json").trained["rows"] == 900
    also.write_text("a,b\n1,2\n")
    code, out, err = run(capsys, "train", "--output", models, "--also", also)
    assert (
        code,
        f"{also}: no part takes these rows (mine.csv: lacks the columns rule, ratio, depth, size)" in err,
    ) == (
        0,
        True,
    )


def test_bad_rows_are_dropped_and_counted(part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [
        "rule-1,2.0,1",
        "rule-1,nan,1,2,",
        "rule-1,-1,1,2,",
        "rule-1,x,1,2,",
        ",2.0,1,2,",
        "r,2.0,inf,2,",
        "r,1e999,1,2,",
    ]
    (tmp_path / "rows.csv.gz").write_text(csv_of(100, *bad, ""))
    code, _, err = run(capsys, "train", "--output", tmp_path / "models")
    assert code == 0
    assert "sample: 7 rows dropped, the first at rows.csv.gz, line 102: 3 fields where the head has 5" in err
    assert "sample: 100 rows" in err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"rule,depth,size\nr,1,2\n", "rows.csv.gz: lacks the column ratio"),
        (b"", "lacks the columns rule, ratio, depth, size"),
        (gzip.compress(b"rule,ratio\n" * 100)[:-12], "its compressed data is damaged"),
        (b"\x1f\x8bnonsense", "rows.csv.gz: cannot be read"),
        (b"\xff\xfe\x00", "it is not UTF-8"),
        (b"rule,ratio,depth,size\n", "no usable rows in rows.csv.gz"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_part_without_usable_rows_is_told_and_left_out(
    part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    rows_file = tmp_path / "rows.csv.gz"
    rows_file.unlink() if content is None else rows_file.write_bytes(content)
    code, _, err = run(capsys, "train", "--output", tmp_path / "models")
    assert (code, reason in err, "nothing was trained" in err) == (2, True, True)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_part_that_is_not_installed_is_told(part: parts.Part, tmp_path: Path) -> None:
    told: list[str] = []
    made = list(parts.train(tmp_path, tell=told.append, parts=[parts.Part("other", ".no_such_module"), part]))
    assert ([trained.name for trained in made], told[0]) == (
        ["sample.json", "counts.json"], "other: not part of this installation",
    )  # fmt: skip


def test_evaluate_prints_figures_against_targets(
    part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "figures.json"
    monkeypatch.setattr(figures, "FILE", record)
    monkeypatch.setattr(figures.write, "__defaults__", (record,))
    code, out, _ = run(capsys, "evaluate", "--record")
    assert code == 0
    assert "sample: 600 rows" in out
    assert "reached: at least 0.500" in out
    assert "MISSED: at most 0.100" in out
    code, out, _ = run(capsys, "evaluate", "--format", "json")
    again, kept = json.loads(out), figures.read(record)
    assert again["parts"] == kept["parts"]
    assert kept["parts"]["sample"]["figures"][0]["reached"] is True
    assert kept["parts"]["sample"]["fingerprint"] == rows.read([tmp_path / "rows.csv.gz"], COLUMNS).fingerprint


def test_without_scikit_learn_both_say_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_command, "find_spec", lambda _: None)
    for command in ("train", "evaluate"):
        code, _, err = run(capsys, command)
        assert (code, f"{command} needs scikit-learn: pip install 'slowspot[train]'" in err) == (2, True)
    assert evaluate_command.require_libraries is train_command.require_libraries


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--output", "nowhere"], "nowhere: no such folder"), (["--also", "nothing.csv"], "nothing.csv: no such file")],
)
def test_wrong_paths_are_told(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    code, _, err = run(capsys, "train", *arguments)
    assert (code, message in err) == (2, True)


def test_serving_is_measured(part: parts.Part, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = tmp_path / "models"
    run(capsys, "train", "--output", models)
    found = serving.measured(models)
    assert set(found["sizes"]) == {"counts.json", "sample.json"}
    assert found["forests"]["sample.json"]["trees"] == 20


def test_reading_nothing_is_no_rows() -> None:
    assert rows.read([], COLUMNS).records == []
    with pytest.raises(UnusableRows):
        rows.read([Path("nowhere.csv")], COLUMNS)
