"""Making a list only to ask whether it has elements.

`if [x for x in xs if wanted(x)]:` runs through everything and keeps all that is found, to learn whether there is one.
`any(wanted(x) for x in xs)` stops at the first.

**When not to bother**: there are never more than a few elements, or hardly ever one that is wanted.

**Why the fix needs review**: what comes after the first element is no longer evaluated, which shows where the
condition has an effect or may fail.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import is_sure_truth, never_fails, walks_plainly
from ...semantics.questions.places import in_test
from ...semantics.questions.truth import asked_for_truth
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.ListComp | ast.SetComp, at: Site) -> Match | None:
    if not any(generator.ifs for generator in node.generators):
        return None
    asked = asked_for_truth(node, at)
    name = None
    uses: list[tuple[ast.expr, bool]] = []
    if asked is None:
        name = _only_asked(node, at, uses)
        if name is None:
            return None
    if any(generator.is_async for generator in node.generators) or at.is_small(node.generators[0].iter):
        return None
    if any(isinstance(part, (ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)) for part in ast.walk(node)):
        return None
    if in_test(at) or not at.pure(node.elt):
        return None
    safe = _never_fails(node, at)
    return Match(
        node if asked is None else asked[0],
        "makes a list to learn whether there is an element: any() stops at the first",
        "safe" if safe else "review",
        "" if safe else "what comes after the first element is no longer evaluated, and cannot fail any more",
        {"made": node, "asked": asked, "uses": uses},
    )


def _never_fails(node: ast.ListComp | ast.SetComp, at: Site) -> bool:
    tests = [test for generator in node.generators for test in generator.ifs]
    return (
        never_fails(at, node.elt)
        and all(never_fails(at, test) and is_sure_truth(at, test) for test in tests)
        and all(walks_plainly(at, generator.iter, streams=False) for generator in node.generators)
        and all(never_fails(at, generator.iter) for generator in node.generators[1:])
        and (isinstance(node, ast.ListComp) or at.hashable(node.elt) is True)
    )


def _only_asked(node: ast.expr, at: Site, uses: list[tuple[ast.expr, bool]]) -> str | None:
    """The local name that the list is assigned to, where all uses of it ask whether it has elements."""
    statement = at.parent(node)
    name = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if not isinstance(name, ast.Name):  # cheap
        return None
    if at.only_value(name) is not node:
        return None
    usages = at.usages(name)
    for usage in usages:
        asked = asked_for_truth(usage.node, at) if usage.kind in ("truth", "argument", "other") else None
        if asked is None:
            return None
        uses.append(asked)
    return name.id if usages else None


def rewrite(match: Match, edit: Rewrite) -> None:
    made, asked = match.nodes["made"], match.nodes["asked"]
    holes: dict[str, ast.AST] = {}
    some = "any(True"
    single = len(made.generators) == 1 and len(made.generators[0].ifs) == 1
    if single:  # the condition is the question
        holes["condition"] = made.generators[0].ifs[0]
        some = "any({condition}"
    for i, generator in enumerate(made.generators):
        holes |= {f"target{i}": generator.target, f"iter{i}": generator.iter}
        some += f" for {{target{i}}} in {{iter{i}}}"
        for j, condition in enumerate(() if single else generator.ifs):
            holes[f"if{i}_{j}"] = condition
            some += f" if {{if{i}_{j}}}"
    some += ")"
    if asked is not None:
        edit.replace(asked[0], f"not {some}" if asked[1] else some, **holes)
        return
    edit.replace(made, some, **holes)
    for use, none in match.nodes["uses"]:
        name = next(part for part in ast.walk(use) if isinstance(part, ast.Name) and part.id not in ("len", "bool"))
        edit.replace(use, "not {name}" if none else "{name}", name=name.id)


RULE = Rule(
    slug="materialised-for-truth",
    code="SLP125",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp, ast.SetComp)),
    check=check,
    rewrite=rewrite,
    title="Use any()",
    also=("C1802",),
    examples=[
        Example(
            before="""\
def has_negative(numbers):
    if «[number for number in numbers if number < 0]»:
        return "yes"
    return "no"
""",
            after="""\
def has_negative(numbers):
    if any(number < 0 for number in numbers):
        return "yes"
    return "no"
""",
            workload=lambda n: ([-1] * n,),
            same=[([1, -1, 2],), ([1],), ([],)],
            differs=[([-1, ""],)],
        ),
        Example(
            before="""\
def is_clean(lines):
    return «len([line for line in lines if "#" in line]) == 0» or not lines
""",
            after="""\
def is_clean(lines):
    return not any("#" in line for line in lines) or not lines
""",
            workload=lambda n: (["#"] * n,),
            same=[(["a", "#"],), (["a"],), ([],)],
            differs=[(["#", 1],)],
        ),
        Example(
            before="""\
def check(lines, strict):
    bad = «[line for line in lines if line.startswith("!")]»
    if len(bad) > 0 and strict:
        raise ValueError(strict)
    return 1 if not bad else 2
""",
            after="""\
def check(lines, strict):
    bad = any(line.startswith("!") for line in lines)
    if bad and strict:
        raise ValueError(strict)
    return 1 if not bad else 2
""",
            workload=lambda n: (["!"] * n, False),
            same=[(["a", "!b"], True), (["a"], True), ([], False)],
            differs=[(["!", 1], True)],
        ),
        Example(
            before="""\
def starts_late(text):
    words = str(text).split()
    return "yes" if «[word for word in words if word > "m"]» else "no"
""",
            after="""\
def starts_late(text):
    words = str(text).split()
    return "yes" if any(word > "m" for word in words) else "no"
""",
            workload=lambda n: ("z " * n,),
            same=[("a b z",), ("a",), ("",)],
        ),
    ],
    unsafe=[
        """\
# The element may lack it.
def f(text):
    return 1 if [word.size for word in str(text).split() if word != 'a'] else 2
""",
        """\
# A test of one of its own class.
def f(xs, text):
    words = [Word() for word in str(text).split()]
    return 1 if [word for word in words if word] else 2
""",
        """\
# The elements cannot be hashed.
def f(text):
    words = [[word] for word in str(text).split()]
    return 1 if {word for word in words if word} else 2
""",
        """\
# The iterator is run through less far.
def f(text):
    words = map(str, text)
    return 1 if [word for word in words if word is not None] else 2
""",
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(xs):
    assert not [x for x in xs if x]
""",
        "# It is used.\ndef f(xs):\n    found = [x for x in xs if x]\n    if found:\n        print(found)\n",
        "# How many.\ndef f(xs):\n    return len([x for x in xs if x]) > 1\n",
        "# Is it the list itself that is returned?\ndef f(xs, ys):\n    return [x for x in xs if x] or ys\n",
        """\
# Every element is wanted: this asks whether xs is empty.
def f(xs):
    if [x for x in xs]:
        print(1)
""",
        "# The element has an effect.\ndef f(xs, g):\n    if [g(x) for x in xs if x]:\n        print(1)\n",
        "# It waits for each.\nasync def f(xs):\n    if [x async for x in xs if x]:\n        print(1)\n",
        "# It keeps the last.\ndef f(xs):\n    if [x for x in xs if (y := x)]:\n        print(y)\n",
        "# Three elements.\ndef f(a, b, c):\n    if [x for x in (a, b, c) if x]:\n        print(1)\n",
        "# Bound twice.\ndef f(xs, found):\n    found = [x for x in xs if x]\n    if found:\n        print(1)\n",
        "# Not used.\ndef f(xs):\n    found = [x for x in xs if x]\n",
        """\
# An attribute others see.
def f(o, xs):
    o.found = [x for x in xs if x]
    if o.found:
        print(1)
""",
        "# A name of the module.\nfound = [x for x in range(99) if x % 7]\nif found:\n    print(1)\n",
    ],
)
