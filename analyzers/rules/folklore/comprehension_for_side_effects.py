"""A comprehension that nobody uses the list of. Write the loop.

`[send(x) for x in xs]` as a statement looks like a quick loop. It does what the loop does, and besides makes a list of
what the calls return, which is thrown away: more work and, for many elements, more memory than `for x in xs: send(x)`.

**When not to bother**: there are a few elements.

**Why the fix needs review**: the loop's variable stays bound after the loop, in the scope of the code around. What the
calls return is let go one by one, which shows in objects that do something when they go. Where no other code knows the
name, and the calls return nothing of that kind, the fix is safe.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers


def check(node: ast.Expr, at: Site) -> Match | None:
    made = node.value
    if not isinstance(made, (ast.ListComp, ast.SetComp)) or not isinstance(made.elt, (ast.Call, ast.Await)):
        return None
    if len(made.generators) > 2 or any(generator.is_async for generator in made.generators):
        return None
    message = "makes a list that nobody looks at: a for loop does the same without it"
    if any(isinstance(part, ast.NamedExpr) for part in ast.walk(made)) or at.function is None:
        return Match(made, message)
    bound = {part.id for g in made.generators for part in ast.walk(g.target) if isinstance(part, ast.Name)}
    around = at.function.body if isinstance(at.function.body, list) else [at.function.body]
    inside = {id(part) for part in ast.walk(made)}
    others = {
        part.id
        for statement in around
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and id(part) not in inside
    }
    parameters = {part.arg for part in ast.walk(at.function.args) if isinstance(part, ast.arg)}
    nodes = {"statement": node, "made": made}
    reason = ""
    if bound & (others | parameters) or _seen_from_outside(at, bound):
        reason = "the loop binds its variable in the function or class around"
    elif any(isinstance(part, (ast.Lambda, ast.GeneratorExp)) for part in ast.walk(made)):
        reason = "functions made in it share one variable with those of the next time"
    elif isinstance(made, ast.SetComp) and not at.hashable(made.elt):
        reason = "the set raises an exception where what a call returns is not hashable"
    elif not at.hashable(made.elt):  # a number, a text, None
        reason = "what a call returns is let go at once, where the list keeps all to its end"
    return Match(made, message, "review" if reason else "safe", reason, nodes)


def _seen_from_outside(at: Site, names: set[str]) -> bool:
    """Does the function declare one of the names global or nonlocal, or look at all its names?"""
    assert at.function is not None
    for part in ast.walk(at.function):
        if isinstance(part, (ast.Global, ast.Nonlocal)) and not names.isdisjoint(part.names):
            return True
        if isinstance(part, ast.Name) and part.id in ("locals", "vars", "eval", "exec", "dir"):
            return True
    return False


def rewrite(match: Match, edit: Rewrite) -> None:
    made = match.nodes["made"]
    lines: list[str] = []
    holes: dict[str, ast.AST] = {"body": made.elt}
    for number, generator in enumerate(made.generators):
        holes[f"target_{number}"], holes[f"items_{number}"] = generator.target, generator.iter
        lines.append("    " * len(lines) + f"for {{target_{number}}} in {{items_{number}}}:")
        for place, condition in enumerate(generator.ifs):
            holes[f"condition_{number}_{place}"] = condition
            lines.append("    " * len(lines) + f"if {{condition_{number}_{place}}}:")
    lines.append("    " * len(lines) + "{body}")
    edit.replace(match.nodes["statement"], "\n".join(lines), **holes)


RULE = Rule(
    slug="comprehension-for-side-effects",
    code="SLP906",
    family="folklore",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.Expr,)),
    check=check,
    rewrite=rewrite,
    title="Use a for loop",
    examples=[
        AntiExample(
            before="""\
def noted(names):
    found = []
    «[found.append(name.upper()) for name in names if name]»
    return found
""",
            after="""\
def noted(names):
    found = []
    for name in names:
        if name:
            found.append(name.upper())
    return found
""",
            workload=lambda n: (["x"] * n,),
            same=[([],), (["a", ""],)],
        ),
        AntiExample(
            before="""\
def noted(rows, cell):
    found = set()
    «{found.add(cell) for row in rows for cell in row}»
    return found, cell
""",
            after="""\
def noted(rows, cell):
    found = set()
    for row in rows:
        for cell in row:
            found.add(cell)
    return found, cell
""",
            workload=lambda n: ([[1] * n], 1),
            same=[([], 0), ([[], []], 1)],
            differs=[([[1]], 2)],
        ),
        AntiExample(
            before="""\
def show(rows):
    «[print(last := row) for row in rows]»
    return last
"""
        ),
    ],
    clean=[
        """\
# The list is used.
def f(xs, send):
    done = [send(x) for x in xs]
    print([send(x) for x in xs])
    return done
""",
        """\
# Nothing is called; a generator alone does nothing; an asynchronous one; three loops.
async def f(xs, send):
    [x + 1 for x in xs]
    (send(x) for x in xs)
    {x: send(x) for x in xs}
    [send(x) async for x in xs]
    send(xs)
""",
        """\
# Three loops in one another.
def f(xs, send):
    [send(z) for x in xs for y in x for z in y]
""",
    ],
    unsafe=[
        """\
# The name is a global one.
def f(xs, send):
    global x
    [send(x) for x in xs]
""",
        """\
# All names are looked at.
def f(xs, send):
    [send(x) for x in xs]
    return locals()
""",
        """\
# A parameter.
def f(xs, send, x=1):
    [send(x) for x in xs]
""",
        """\
# At module level others see the variable.
from shop import xs, send

[send(x) for x in xs]
""",
        """\
# Each function that is made keeps the variable of its own time.
def late(rows, later):
    for row in rows:
        [later.append(lambda: cell) for cell in row]
        [later.append(c for _ in row) for c in row]
""",
        """\
# A set raises an exception where its elements are not hashable; what is returned may do something when it goes.
def each(rows, read):
    {read(row) for row in rows}
    [read(row_2) for row_2 in rows]
""",
        """\
# Code that looks at all names.
def shown(rows):
    [print(row) for row in rows]
    return locals()
""",
        """\
# A name of the module.
def shown(rows):
    def more():
        global row
    [print(row) for row in rows]
""",
    ],
)
