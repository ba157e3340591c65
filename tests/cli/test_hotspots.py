"""`slowspot hotspots`: the ranking, its JSON, and what it does with bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from slowspot.analyzers.program.lowering import summarize
from slowspot.cli.main import main
from slowspot.models.hotness import HotnessModel, ProgramFile

SHOP = Path(__file__).parents[2] / "examples" / "shop"
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "python", "entry", "files", "lines", "seconds", "notes", "functions"],
    "properties": {
        "schema": {"const": "slowspot.hotspots/1"},
        "entry": {"type": ["string", "null"]},
        "functions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "function", "line", "score", "share", "basis", "calls", "reasons"],
                "properties": {
                    "path": {"type": "string"},
                    "function": {"type": "string"},
                    "line": {"type": "integer", "minimum": 1},
                    "score": {"type": "number", "minimum": 0},
                    "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                    "basis": {"const": "predicted"},
                    "reasons": {"type": "array", "items": {"type": "string"}},
                    "lines": {"type": "array"},
                },
            },
        },
    },
}


def report(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    assert main(["hotspots", "--no-profile", "--format", "json", *map(str, arguments)]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    return document


def test_the_shop_is_ranked_from_its_entry(capsys: pytest.CaptureFixture[str]) -> None:
    document = report(capsys, SHOP, "--entry", SHOP / "__main__.py", "--lines")
    functions = document["functions"]
    assert document["files"] == len(list(SHOP.glob("*.py")))
    assert len({(function["path"], function["function"], function["line"]) for function in functions}) == len(functions)
    assert [function["score"] for function in functions] == sorted((f["score"] for f in functions), reverse=True)
    assert functions[0]["reasons"]
    assert functions[0]["lines"]
    shares = [function["share"] for function in functions]
    assert shares == [None] * len(shares) or sum(shares) == pytest.approx(1, abs=0.01)


def test_limit_shows_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    whole, part = report(capsys, SHOP), report(capsys, SHOP, "--limit", "3")
    assert part["functions"] == whole["functions"][:3]


def test_text_tells_what_was_ranked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hotspots", "--no-profile", str(SHOP), "--limit", "2"]) == 0
    assert "2 of" in capsys.readouterr().out


def test_an_entry_outside_the_paths_is_part_of_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package, script = tmp_path / "pkg", tmp_path / "run.py"
    package.mkdir()
    (package / "__init__.py").write_text(
        "def used():\n    return [x for x in range(99)]\ndef unused():\n    return 1\n"
    )
    script.write_text("import pkg\nfor i in range(1000):\n    pkg.used()\n")
    functions = report(capsys, package, "--entry", script)["functions"]
    names = [function["function"] for function in functions if function["function"] != "<module>"]
    assert names == ["used", "unused"]
    assert any(function["path"].endswith("run.py") for function in functions)


def test_a_file_that_does_not_parse_is_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.py").write_text("def f(): pass\n")
    (tmp_path / "bad.py").write_text("def f(:\n")
    (tmp_path / "odd.py").write_bytes(b"x = '\xff'\n")
    document = report(capsys, tmp_path)
    assert {note["kind"] for note in document["notes"]} == {"syntax-error", "encoding-error"}
    assert "f" in [function["function"] for function in document["functions"]]


def test_an_entry_that_does_not_parse_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.py").write_text("def f(): pass\n")
    (tmp_path / "bad.py").write_text("def f(:\n")
    document = report(capsys, tmp_path, "--entry", tmp_path / "bad.py")
    assert "entry" in {note["kind"] for note in document["notes"]}


@pytest.mark.parametrize("arguments", [["--entry", "nowhere.py"], ["nowhere"], ["--limit", "0"], ["--entry", "."]])
def test_wrong_arguments_are_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["hotspots", *arguments]) == 2
    assert capsys.readouterr().err


def test_an_empty_folder_has_no_functions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, tmp_path)["functions"] == []


def test_without_model_functions_are_ranked_and_not_scored() -> None:
    text = "def cold(): pass\ndef hot():\n  return sum(x * x for x in range(100))\nfor i in range(50): hot()\ncold()"
    ranked = HotnessModel(None, None).rank([ProgramFile("a.py", ("a.py",), summarize(text))], 0)
    assert [function.qualname for function in ranked] == ["hot", "<module>", "cold"]
    assert {function.share for function in ranked} == {None}
    assert ranked[0].calls == 50
    assert "called about 50 times" in ranked[0].reasons[0]


def test_a_prediction_is_kept_as_long_as_no_file_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("def f(n):\n    for i in range(n):\n        g(i)\n\ndef g(i):\n    return i\n")
    cells = [{"cell_type": "code", "source": "def h():\n    pass\n", "metadata": {}, "outputs": []}]
    (tmp_path / "c.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    ranked: list[int] = []
    real = HotnessModel.rank

    def rank(self: HotnessModel, files: Any, entry: int | None = None, *, limit: int | None = None) -> Any:
        ranked.append(len(files))
        return real(self, files, entry, limit=limit)

    monkeypatch.setattr(HotnessModel, "rank", rank)
    first, second = ({**report(capsys, tmp_path, "--lines"), "seconds": 0} for _ in range(2))
    assert (first, ranked) == (second, [3])
    report(capsys, tmp_path, "--entry", tmp_path / "a.py")
    report(capsys, tmp_path, "--no-cache")
    (tmp_path / "a.py").write_text("def f():\n    pass\n")
    report(capsys, tmp_path)
    assert ranked == [3, 3, 3, 3]
