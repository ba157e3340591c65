"""`slowspot scale`: what it prints, its JSON, its exit codes. The one real measurement has a wide margin."""

from __future__ import annotations

import pytest
from slowspot.analyzers.proving.scaling import CannotScale, Measured, Parameter, Stop, Workload
from slowspot.cli import scale

from .conftest import Project

SOURCE = """\
def unique(items: list[int]) -> list[int]:
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def total(items: list[int]) -> int:
    return sum(items)
"""


def test_a_quadratic_is_told_from_a_linear_function(project: Project) -> None:
    project.file("code.py", SOURCE)
    found = {}
    for function in ("unique", "total"):
        words = ("--format", "json", "--sizes", "200,400,800,1600,3200", "--max-seconds", "1")
        outcome = project.run("scale", f"code.py::{function}", *words)
        assert (outcome.code, outcome.err) == (0, "")
        found[function] = outcome.json
    report = found["unique"]
    assert report["schema"] == "slowspot.scale/1"
    assert [size["n"] for size in report["sizes"]] == [200, 400, 800, 1600, 3200]
    assert report["inputs"]["parameters"] == [
        {"name": "items", "given": "n distinct whole numbers in random order", "grows": True}
    ]
    assert (report["claimed"]["order"], report["claimed"]["exponent"], report["claimed"]["line"]) == ("O(n²)", 2, 1)
    assert report["measured"]["exponent"] > 1.5 > found["total"]["measured"]["exponent"]
    assert report["measured"]["low"] <= report["measured"]["exponent"] <= report["measured"]["high"]


def measured(power: float) -> Measured:
    sizes = [10 * 2**step for step in range(8)]
    return Measured(
        samples={n: [1e-6 + 1e-7 * n**power * (1 + 0.002 * k) for k in range(5)] for n in sizes},
        source="type hints",
        parameters=[Parameter("items", "n distinct words of 8 letters in random order", True)],
        notes=["a note"],
        kind="coroutine",
        stop=Stop(2560, "timeout", "no answer within 3 s"),
    )


def test_the_text_says_it_in_plain_words(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("code.py", SOURCE)
    monkeypatch.setattr(scale, "measure", lambda *_, **__: measured(2))
    outcome = project.run("scale", "code.py::unique", "--fail-on", "exponent>2.5")
    assert outcome.code == 0
    lines = [line.strip() for line in outcome.lines]
    assert lines[:6] == [
        "code.py::unique  line 1",
        "looks     O(n²), n = len(items)",
        "line 3: `for item in items`",
        "line 4: searches all of seen",
        "measured  n^2.00 [1.97, 2.03]: n² fits best",
        "Both agree.",
    ]
    assert "20    41.1 µs   n^1.90" in lines
    assert lines[-5:-1] == [
        "items: n distinct words of 8 letters in random order",
        "It is a coroutine function: each call is awaited in an event loop.",
        "A note.",
        "n = 2,560 and more: no answer within 3 s",
    ]


def test_the_exit_code_goes_by_the_lower_end_of_the_interval(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("code.py", SOURCE)
    monkeypatch.setattr(scale, "measure", lambda *_, **__: measured(2))
    codes = [project.run("scale", "code.py::unique", "--fail-on", f"exponent > {limit}").code for limit in (1.2, 1.98)]
    assert codes == [1, 0]


def test_options_reach_the_measurement(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("code.py", SOURCE)
    asked: list[Workload] = []

    def refuse(workload: Workload, *_: object, **__: object) -> Measured:
        asked.append(workload)
        raise CannotScale("why not")

    monkeypatch.setattr(scale, "measure", refuse)
    outcome = project.run(
        "scale", "code.py::a.b", "--input", "make", "--argument", "x=[n] * n", "--grow", "x", "--seed", "3"
    )
    assert (outcome.code, outcome.err) == (2, "slowspot: error: why not\n")
    assert asked == [Workload("code.py", "a.b", "make", (("x", "[n] * n"),), ("x",), 3)]


@pytest.mark.parametrize(
    ("power", "source", "word", "sentence"),
    [
        (1.0, "def f(items): return [x for x in items if x in list(items)]", "slower", "a loop is left early"),
        (1.2, "def f(items): return set(items)", "agree", "Both agree."),
        (2.0, "def f(items, known): return [x for x in items if x in known]", "faster", "known may be a list"),
        (2.0, "def f(items, mark): return [mark(x) for x in items]", "faster", "mark(…) may take longer"),
        (2.0, "import odd\ndef f(items): return odd.mix(items)", "unknown", "The rest of the growth is in odd.mix(…)"),
        (2.0, "def f(n): return f(n - 1) + f(n - 2)", "slower", "not every branch"),
        (2.0, "def f(items):\n    while items: items = step(items)", "unknown", ""),
    ],
)  # fmt: skip
def test_claim_and_measurement_are_compared(
    project: Project, monkeypatch: pytest.MonkeyPatch, power: float, source: str, word: str, sentence: str
) -> None:
    project.file("code.py", source + "\n")
    monkeypatch.setattr(scale, "measure", lambda *_, **__: measured(power))
    assert project.run("scale", "code.py::f", "--format", "json").json["verdict"] == word
    assert sentence in project.run("scale", "code.py::f").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["code.py"], "code.py: give the file and the function, as in shop/orders.py::find_duplicates"),
        (["gone.py::f"], "gone.py: no such file"),
        (["code.py::f", "--argument", "x"], "--argument x: it is written NAME=EXPRESSION, as in items=list(range(n))"),
        (["code.py::total", "--calls"], "--calls: give the script to run, and its arguments"),
        (["code.py::total", "--calls", "gone.py"], "gone.py: no such file"),
        (
            ["code.py::total", "--input", "f", "--calls", "code.py"],
            "--input makes arguments, and --calls takes those of a program: give one",
        ),
        (["code.py::total", "--input", "f"], "code.py: no function 'f': code has no 'f' once it is imported"),
        (["code.py::total", "--argument", "y=1"], "code.py: total has no parameter 'y' (it has: items)"),
        (["code.py::total", "--calls", "code.py"], "code.py did not call total with anything that has a size"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told(project: Project, words: list[str], message: str) -> None:
    project.file("code.py", SOURCE)
    outcome = project.run("scale", *words)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"slowspot: error: {message}\n")


@pytest.mark.parametrize(
    "words",
    [["--sizes", "1,2"], ["--sizes", "a,b"], ["--fail-on", "1.2"], ["--max-seconds", "0"], ["--fail-on", "low>1"]],
)
def test_impossible_values_are_refused(project: Project, words: list[str]) -> None:
    project.file("code.py", SOURCE)
    outcome = project.run("scale", "code.py::total", *words)
    assert (outcome.code, words[0] in outcome.err) == (2, True)
