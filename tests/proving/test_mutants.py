"""What a rewrite changed, small errors planted there, and whether inputs tell them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import dedent

import pytest
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.proofs.covering import changed_lines
from slowspot.analyzers.proving.proofs.killing import killed
from slowspot.analyzers.proving.proofs.mutants import Mutant, mutants_of
from slowspot.analyzers.proving.proofs.proof import Input, Mutants, Rewrite
from slowspot.analyzers.proving.proofs.sides import Side, target_of
from slowspot.analyzers.proving.sandbox import chosen

# -- changed lines


def changed(before: str, after: str, function: str = "f") -> list[str]:
    """The lines that inputs have to reach, as text."""
    after = dedent(after)
    return [after.splitlines()[line - 1].strip() for line in changed_lines(dedent(before), after, function)]


BEFORE = """
def f(xs):
    '''Old.'''
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
"""


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (BEFORE, []),
        (BEFORE.replace("Old", "New").replace("out = []", "out = []  # a remark"), ["out = []  # a remark"]),
        (BEFORE.replace("not in", "not  in"), ["if x not  in out:"]),
        ("def f(xs):\n    return list(\n        dict.fromkeys(xs))\n", ["return list("]),
        ("def f(xs):\n    return [\n        x\n        for x in xs\n    ]\n", ["return [", "x"]),
        ("def f(xs):\n    a: set\n    global G\n    try:\n        b()\n    except (C,\n            D):\n        pass\n",
         ["try:", "b()", "pass"]),
        (BEFORE.replace("        if x not in out:\n            out", "        out"), ["out.append(x)"]),
        (BEFORE.replace("    return out\n", ""), ["out.append(x)"]),
    ],
)  # fmt: skip
def test_lines_that_a_rewrite_changed(after: str, lines: list[str]) -> None:
    assert changed(BEFORE, after) == lines


def test_helpers_that_came_with_the_rewrite_and_are_used_belong_to_it() -> None:
    after = """
        import re
        WORDS = re.compile("x")
        def g(x):
            return h(x)
        def h(x):
            return Pair(x).get()
        def unused():
            return 1
        class Pair:
            def __init__(self, x):
                self.x = x
            def get(self):
                return self.x
            def other(self):
                return 2
        def f(xs):
            return g(xs)
    """
    assert changed(BEFORE, after) == [
        "return h(x)",
        "return Pair(x).get()",
        "self.x = x",
        "return self.x",
        "return g(xs)",
    ]


def test_the_definition_that_callers_get_is_the_one() -> None:
    before = "class A:\n  @property\n  def f(self):\n    return 1\n  @f.setter\n  def f(self, x):\n    pass\n"
    assert changed(before, before.replace("return 1", "return 2"), "A.f") == ["return 2"]
    assert changed(before, before.replace("pass", "del x"), "A.f") == []
    branches = "try:\n    import a\nexcept ImportError:\n    def f():\n        return 1\n"
    assert changed(branches, branches.replace("return 1", "return 2")) == ["return 2"]
    assert changed(before, before, "A.nobody") == []


# -- mutants

AFTER = """
def f(xs, k):
    seen = set()
    out = []
    for x in xs[1:]:
        if x in seen and x < k:
            continue
        seen.add(x)
        out.append(x + 1)
    return sorted(out, reverse=True)[:k]
"""


def planted(after: str, lines: tuple[int, ...] | None = None, most: int = 100, seed: int = 0) -> list[Mutant]:
    last = len(after.splitlines())
    return mutants_of(Rewrite("x.py", "f", "", after), lines or tuple(range(1, last + 1)), most, seed)


def test_mutants_are_code_that_differs_from_the_rewrite_and_from_each_other() -> None:
    dumps = {ast.dump(ast.parse(AFTER)), *(ast.dump(ast.parse(each.text)) for each in planted(AFTER))}
    assert len(dumps) == len(planted(AFTER)) + 1 > 20


def test_the_errors_of_people_are_among_them() -> None:
    told = {each.told for each in planted(AFTER)}
    assert {
        "line 5: 1 became 2", "line 5: xs[1:] became xs[:]", "line 6: < became <=", "line 6: and became or",
        "line 6: in became not in", "line 7: continue became break", "line 8: seen.add(x) is gone",
        "line 9: x + 1 became 1 + x", "line 9: + became -", "line 10: sorted became list",
        "line 10: sorted(out, reverse=True)[:k] became sorted(out, reverse=True)[:]",
        "line 10: sorted(out, reverse=True) became sorted(out)",
    } - told == {"line 9: x + 1 became 1 + x"}  # that one changes nothing  # fmt: skip


def test_what_cannot_change_anything_is_not_planted() -> None:
    told = [each.told for each in planted('def f(xs):\n    "Words."\n    return sum(sorted(list(xs)))\n')]
    assert told == ["line 3: return sum(sorted(list(xs))) became return None"]
    best = (
        "def f(xs):\n    best = xs[0]\n    for x in xs:\n        if x > best:\n            best = x\n    return best\n"
    )
    assert "line 4: > became >=" not in {each.told for each in planted(best)}
    assert "line 4: > became <" in {each.told for each in planted(best)}


def test_few_mutants_are_unlike_each_other() -> None:
    kinds = [each.told.partition(":")[0] for each in planted(AFTER, most=6)]
    assert len(set(kinds)) >= 4
    assert planted(AFTER, most=6) == planted(AFTER, most=6)


def test_changed_lines_come_first_and_others_where_these_give_few() -> None:
    told = [each.told for each in planted(AFTER, (7,))]
    assert "line 7: continue became break" in told
    assert len(told) == 8
    assert {each.told.partition(":")[0] for each in planted(AFTER, (5, 6))} == {"line 5", "line 6"}


def test_text_outside_of_ascii_and_parts_of_lines_stay_as_they_are() -> None:
    text = 'def f(x):\n    é = "ü" + f"{x + 1}"; return é, (\n        x - 1\n    )\n'
    for each in planted(text):
        compile(each.text, "x", "exec")
        assert "é" in each.text
    assert any("ü_" in each.text for each in planted(text))


# -- killing


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    path = tmp_path_factory.mktemp("killing") / "killing.py"
    path.write_text(AFTER, encoding="utf-8")
    target = target_of(str(path), "f", str(path.parent))
    with Side(target, probe(sys.executable), 1, chosen("auto")) as opened:
        yield opened


def tell(side: Side, mutants: list[Mutant], *codes: str) -> Mutants:
    inputs = [Input("given", code=code) for code in codes]
    side.open(AFTER)
    job = {
        "kind": "observe", "inputs": [asdict(each) for each in inputs], "trace": False, "detail": False,
        "call_seconds": 1.0, "tolerance": None,
    }  # fmt: skip
    return killed(mutants, side, inputs, side.ask(job, 20)["observations"], seconds=30)


def test_inputs_that_reach_an_error_tell_it(side: Side) -> None:
    mutants = planted(AFTER, most=12)
    good = tell(side, mutants, "[1, 2, 3, 2, 2, 9, 0, 3, 4], 3", "[5, 5, 5, 1, 1], 9", "[4, 1, 1, 3], 2", "[], 0")
    assert good.tried == 12
    assert good.killed >= 11
    poor = tell(side, mutants, "[], 0")
    assert poor.tried == 12
    assert poor.killed <= 3
    assert len(poor.survivors) == poor.tried - poor.killed
    assert set(poor.survivors) <= {each.told for each in mutants}


def test_ends_that_are_no_results_tell_too_and_what_cannot_be_loaded_counts_not(side: Side) -> None:
    head = "def f(xs, k):\n    "
    mutants = [
        Mutant(head + "import os; os._exit(3)\n", "leaves"),
        Mutant(head + "while True: pass\n", "never ends"),
        Mutant("import nonsuch\n" + AFTER, "cannot be loaded"),
        Mutant(AFTER, "is the same"),
    ]
    found = tell(side, mutants, "[1, 2], 3")
    assert (found.tried, found.killed, found.survivors) == (3, 2, ("is the same",))


def test_without_inputs_nothing_is_tried(side: Side, tmp_path: Path) -> None:
    assert killed(planted(AFTER), side, [], [], seconds=5) == Mutants()
    assert killed([], side, [], [], seconds=5) == Mutants()
