"""Which lists could be deques."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest
from slowspot.analyzers.semantics.questions.queues import Queue, bounded, queue_of

from .probing import ask


def plan(body: str, start: str = "q = []") -> Queue | None:
    source = f"import json\n\ndef f(xs, g):\n    {start}\n    probe('q')\n{indent(body, '    ')}\n"

    def question(node: ast.Constant, at: object) -> Queue | None:
        function = at.function  # pyright: ignore[reportAttributeAccessIssue]
        name = next(part for part in ast.walk(function) if isinstance(part, ast.Name) and part.id == node.value)
        return queue_of(at, name)  # pyright: ignore[reportArgumentType]

    return ask(source, question)[0]


@pytest.mark.parametrize(
    "body",
    [
        "q.append(1)\nq.extend(xs)\nq += xs\nq.remove(1)\nq.clear()",
        "while q and xs:\n    q.pop(0)",
        "while not q:\n    g(q[0], q[-1])",
        "print(len(q), list(q), sorted(q), 3 in q)",
        "for x in q:\n    g(x)",
        "for i, x in enumerate(q):\n    g(i, x)",
        "g([x for x in q])",
        "g(sum(x for x in q))",
        "g(*q)\ng([*q])",
        "out = []\nout.extend(q)",
        "g(', '.join(q))",
        "q[0] = 3\ndel q[0]",
        "q.insert(0, 1)\nq.pop()",
    ],
)
def test_every_use_is_one_of_a_deque(body: str) -> None:
    assert plan(body) is not None


@pytest.mark.parametrize(
    "body",
    [
        "return q",
        "yield q",
        "json.dump(q, g)",
        "g(q)",
        "g(x=q)",
        "return q[1:]",
        "g(q[xs])",
        "q[1:] = xs",
        "q[0] += 1",
        "q.sort()",
        "q.copy()",
        "q.pop(1)",
        "q.insert(1, 2)",
        "if q == []:\n    pass",
        "g(q + xs)",
        "g(f'{q}')",
        "print(q)",
        "p = q",
        "g((q, 1))",
        "g(q or xs)",
        "g(lambda: q.pop(0))",
        "for x in q:\n    q.append(x)",
        "for i, x in enumerate(q):\n    q.pop(0)",
        "g([q.pop(0) for _ in q])",
        "later = (x for x in q)",
        "later = zip(q, xs)",
        "if isinstance(q, list):\n    pass",
        "q *= 2",
        "del q",
        "q = xs",
        "for q in xs:\n    pass",
        "match q:\n    case []:\n        pass",
    ],
)
def test_a_use_that_takes_a_list(body: str) -> None:
    assert plan(body) is None


@pytest.mark.parametrize("start", ["q = xs", "q = g()", "q = p = []", "q, p = [], []", "q: Sequence[int] = []"])
def test_what_it_is_bound_to_is_no_list_of_its_own(start: str) -> None:
    assert plan("q.pop(0)", start) is None


@pytest.mark.parametrize(
    "start", ["q = [1]", "q = list(xs)", "q = sorted(xs)", "q = [x for x in xs]", "q: list[int] = []"]
)
def test_what_it_is_bound_to_is_a_new_list(start: str) -> None:
    found = plan("q.pop(0)", start)
    assert found is not None
    assert len(found.pops) == len(found.values) == 1


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("len(q) > 10", True),
        ("10 < len(q)", True),
        ("x and len(q) >= 3", True),
        ("len(q) > 0", False),
        ("len(q) > 1000", False),
        ("len(q) > limit", False),
        ("len(p) > 10", False),
        ("q", False),
    ],
)
def test_a_guard_that_keeps_it_short(test: str, expected: bool) -> None:
    source = f"def f(q, p, x, limit):\n    while x:\n        if {test}:\n            probe(q)\n"
    assert ask(source, lambda _, at: bounded(at, "q")) == [expected]
