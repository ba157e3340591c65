"""`slowspot bench`: what it says, and what it does with sides that differ or fail. No test decides by time."""

from __future__ import annotations

import sys

import pytest
from slowspot.analyzers.proving.timing import Comparison, Dropped
from slowspot.cli import bench

from .conftest import Project

KERNEL = "def workload(n):\n    return (list(range(n)),)\n\ndef kernel(xs):\n    return sum(xs)\n"
TIMED = {"faster", "slower", "same", "noisy"}


def verdicts(project: Project, *words: str) -> tuple[int, list[str]]:
    outcome = project.run("bench", "--format", "json", "--processes", "2", *words)
    assert outcome.err == ""
    return outcome.code, [
        "timed" if row["verdict"] in TIMED else f"{row['verdict']}: {row['message']}" for row in outcome.json["others"]
    ]


def test_programs_that_print_the_same_are_timed_and_others_told(project: Project) -> None:
    project.file("a.py", "print(1)\nprint(2)\n")
    project.file("same.py", "print(f'{1}\\n{2}')\n")
    project.file("other.py", "print(1)\nprint(3)\n")
    project.file("longer.py", "print(1)\nprint(2)\nprint(3)\n")
    project.file("fails.py", "raise SystemExit('no way')\n")
    project.file("aborts.py", "import os\nos.abort()\n")
    assert verdicts(project, "a.py", "same.py", "other.py", "longer.py", "fails.py", "aborts.py") == (
        1,
        [
            "timed",
            "disagree: prints '3' in line 2, not '2'",
            "disagree: prints 3 lines, not 2",
            "disagree: ended with exit code 1: no way",
            "disagree: was ended by SIGABRT",
        ],
    )


def test_programs_take_arguments_and_may_print_anything(project: Project) -> None:
    project.file("a.py", "import sys\nassert sys.argv[1:] == ['two words', '3']\nprint('a')\n")
    project.file("b.py", "import sys\nassert sys.argv[1:] == ['two words', '3']\nprint('b')\n")
    words = ("a.py", "b.py", "--program-arguments", "'two words' 3")
    assert verdicts(project, *words, "--any-output") == (0, ["timed"])
    assert verdicts(project, *words) == (1, ["disagree: prints 'b' in line 1, not 'a'"])


def test_a_program_without_end_is_stopped_and_the_others_go_on(project: Project) -> None:
    project.file("a.py", "pass\n")
    project.file("endless.py", "while True:\n    pass\n")
    project.file("same.py", "pass\n")
    found = verdicts(project, "a.py", "endless.py", "same.py", "--timeout", "8")
    assert found == (2, ["timeout: no answer within 8 s", "timed"])


def test_functions_are_called_with_the_workload_of_their_file(project: Project) -> None:
    project.file("a.py", KERNEL)
    project.file("same.py", KERNEL.replace("return sum(xs)", "return sum(list(xs))"))
    project.file("other.py", KERNEL.replace("return sum(xs)", "return sum(xs) + 1"))
    project.file("raises.py", KERNEL.replace("return sum(xs)", "return xs[99]"))
    project.file("changes.py", KERNEL.replace("return sum(xs)", "xs.reverse(); return sum(xs)"))
    project.file("lacks.py", "def other():\n    pass\n")
    files = ("a.py", "same.py", "other.py", "raises.py", "changes.py", "lacks.py")
    assert verdicts(project, *files, "--function", "kernel", "--n", "10") == (
        1,
        [
            "timed",
            "disagree: result: value: 45 and 46",
            "disagree: raises IndexError: list index out of range",
            "disagree: arguments after the call: [0][0]: 0 and 9",
            "error: no function 'kernel'",
        ],
    )


def test_functions_are_called_with_arguments_evaluated_in_their_file(project: Project) -> None:
    shop = "class Shop:\n    @staticmethod\n    def total(items, more):\n        return sum(items) + more\n"
    text = f"ITEMS = [3, 4]\n{shop}"
    project.file("a.py", text)
    project.file("b.py", text)
    words = ("a.py", "b.py", "--function", "Shop.total")
    assert verdicts(project, *words, "--arguments", "ITEMS, 5,") == (0, ["timed"])
    outcome = project.run("bench", *words, "--arguments", "ITEMS")
    assert (outcome.code, outcome.out) == (2, "")
    assert "cannot be measured (error): raises TypeError: " in outcome.err


def test_each_side_imports_the_modules_beside_it(project: Project) -> None:
    for folder, number in (("old", 1), ("new", 2)):
        project.file(f"{folder}/beside.py", f"NUMBER = {number}\n")
        project.file(f"{folder}/main.py", "import beside\n\ndef kernel():\n    return beside.NUMBER\n")
    found = verdicts(project, "old/main.py", "new/main.py", "--function", "kernel")
    assert found == (1, ["disagree: result: value: 1 and 2"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a.py"], "bench compares: give the old file and at least one new one"),
        (["a.py", "nowhere.py"], "nowhere.py: no such file"),
        (["a.py", "b.py", "--n", "10"], "--n goes with --function"),
        (["a.py", "b.py", "--arguments", "1"], "--arguments goes with --function"),
        (
            ["a.py", "b.py", "--function", "f", "--n", "1", "--arguments", "1"],
            "--arguments and --n are two ways to say the same: give one",
        ),
        (
            ["a.py", "b.py", "--function", "f", "--program-arguments", "x"],
            "--program-arguments goes with whole programs, not with --function",
        ),
        (["a.py", "b.py", "--program-arguments", "'x"], "--program-arguments: No closing quotation"),
        (
            ["a.py", "b.py", "--python", "no-such-python"],
            "no-such-python: is not there, and no command of that name on PATH; give the path of a Python interpreter",
        ),
        (["fails.py", "b.py"], "fails.py: cannot be measured (error): ended with exit code 1: ValueError: 3"),
        (["a.py", "b.py", "--function", "f"], "a.py: cannot be measured (error): no function 'f'"),
        (
            ["a.py", "b.py", "--function", "print", "--arguments", "1 +"],
            "a.py: cannot be measured (error): SyntaxError: invalid syntax (<arguments>, line 1)",
        ),
    ],
)
def test_wrong_usage_is_told(project: Project, words: list[str], message: str) -> None:
    project.file("a.py", "print = print\n")
    project.file("b.py", "")
    project.file("fails.py", "raise ValueError(3)\n")
    outcome = project.run("bench", *words)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"slowspot: error: {message}\n")


@pytest.mark.parametrize("words", [["--processes", "0"], ["--timeout", "-1"], ["--n", "x", "--function", "f"]])
def test_impossible_numbers_are_refused(project: Project, words: list[str]) -> None:
    outcome = project.run("bench", "a.py", "b.py", *words)
    assert outcome.code == 2
    assert "invalid" in outcome.err


def test_the_text_says_it_in_plain_words(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [
        Comparison("b", 1.43, 1.38, 1.49, 0.1, 0.07, 0.01),
        Comparison("c", 0.8, 0.75, 0.85, 0.1, 0.125, 0.01),
        Comparison("d", 1.01, 0.99, 1.03, 0.1, 0.099, 0.01),
        Comparison("e", 1234.0, 1200.0, 1300.0, 0.1, 8.1e-05, 0.01),
        Dropped("f", "noisy", "the old side differs from itself by 30%, the sides by 1.1 x"),
        Dropped("g", "disagree", "prints '3' in line 2, not '2'"),
        Dropped("h", "timeout", "no answer within 60 s"),
    ]
    monkeypatch.setattr(bench, "compare_programs", lambda *_, **__: outcomes)
    names = [str(project.file(f"{letter}.py").name) for letter in "abcdefgh"]
    outcome = project.run("bench", *names)
    assert outcome.code == 1
    release = sys.version.split()[0]
    assert outcome.lines == [
        "a.py     100 ms",
        "b.py      70 ms  1.43 × faster (1.38 to 1.49)",
        "c.py     125 ms  1.25 × slower (1.18 to 1.33)",
        "d.py      99 ms  no difference that can be told (0.99 to 1.03)",
        "e.py      81 µs  1,234 × faster (1,200 to 1,300)",
        "f.py             too noisy to tell: the old side differs from itself by 30%, the sides by 1.1 x",
        "g.py             does something else: prints '3' in line 2, not '2'",
        "h.py             cannot be measured (timeout): no answer within 60 s",
        f"whole runs, with the start of Python, CPython {release}; 95 % intervals, which hold together",
    ]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (2.5, "2.5 s"),
        (1234.0, "1,234 s"),
        (0.9996, "1 s"),
        (0.1234, "123 ms"),
        (4.56e-5, "45.6 µs"),
        (7e-8, "70 ns"),
    ],
)
def test_times_take_the_unit_that_suits(seconds: float, told: str) -> None:
    assert bench.time_told(seconds) == told


def test_a_file_without_workload_is_told_what_it_lacks(project: Project) -> None:
    project.file("a.py", "def f(n):\n    return n\n\n\ndef workload(n):\n    return (n,)\n")
    project.file("b.py", "def f(n):\n    return n\n")
    outcome = project.process("bench", "a.py", "b.py", "--function", "f", "--n", "10")
    assert (outcome.code, "has no function workload(n)" in outcome.out + outcome.err) == (2, True)
