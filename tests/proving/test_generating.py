"""Inputs made for functions that a proof is about."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.inside.generating import generated, sized
from slowspot.analyzers.proving.inside.loading import Subject

Made = Callable[..., "tuple[Subject, dict[str, Any]]"]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def make(text: str, function: str, **more: Any) -> tuple[Subject, dict[str, Any]]:
        text = textwrap.dedent(text)
        path = tmp_path / "under_proof.py"
        path.write_text(text, encoding="utf-8")
        subject = Subject(
            {"path": str(path), "module": "under_proof", "search": [], "function": function, "text": text}, sized
        )
        subject.load()
        return subject, generated(subject, {"before": text, "after": text, "count": 150, "seconds": 20, **more})

    return make


def results(subject: Subject, answer: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for given in answer["inputs"]:
        args, kwargs = subject.arguments(given)
        try:
            found.append(subject.function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is what the function does
            found.append(error)
    return found


def test_hints_are_taken_at_their_word(made: Made) -> None:
    subject, answer = made("def f(xs: list[int]) -> int:\n    return len(xs)\n", "f")
    values = [value for given in answer["inputs"] if not given["beyond"] for value in subject.arguments(given)[0][0]]
    assert {type(value) for value in values} == {int}


def test_keys_that_the_code_reads_are_there(made: Made) -> None:
    text = """
        def total(rows):
            return sum(row["price"] * row["qty"] for row in rows if row["qty"] > 10)
    """
    subject, answer = made(text, "total")
    found = results(subject, answer)
    assert sum(not isinstance(each, Exception) for each in found) > 0.7 * len(found)
    assert any(not isinstance(each, Exception) and each for each in found)


def test_the_same_job_gives_the_same_inputs(made: Made) -> None:
    text = "def f(xs, k):\n    return [x for x in xs if x == k]\n"
    assert made(text, "f", seed=3)[1]["inputs"] == made(text, "f", seed=3)[1]["inputs"]


def test_arguments_of_a_size_are_code(made: Made) -> None:
    subject, answer = made("def f(xs, ys):\n    return [x for x in xs if x in ys]\n", "f", sizes=[50], seeds=[1, 2])
    assert [len(subject.arguments(each)[0][0]) for each in answer["sized"]] == [50, 50]
    assert answer["sized"][0]["code"] != answer["sized"][1]["code"]
