"""Law: replacing a node by a template means what substituting it in the tree means, wherever it stands."""

from __future__ import annotations

import ast
import copy
import tokenize
import warnings
from collections import Counter

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from slowspot.analyzers.rewriting import apply_edits
from slowspot.analyzers.rewriting.failure import CannotRewrite
from slowspot.analyzers.rewriting.rewrite import BlockRewrite
from slowspot.analyzers.source import Block, Document

ATOMS = st.sampled_from(
    ["a", "b", "c.d", "1", "2.5", "-3", "'s'", '"t" "u"', "f(a)", "x[0]", "[]", "()", "None", "...", "é", "{}", "1j"]
)
SHAPES = [
    "{0} + {1}", "{0} * {1}", "{0} ** {1}", "-{0}", "not {0}", "~{0}", "{0} and {1}", "{0} or {1}", "{0} < {1} <= {0}",
    "{0} in {1}", "{0} is not {1}", "{0} | {1}", "{0} << {1}", "{0} if {1} else {0}", "lambda q: {0}", "(w := {0})",
    "f({0})", "f({0}, k={1})", "f(*{0}, **{1})", "f({0} for i in {1})", "f(({0} for i in {1}), 2)", "[{0}, {1}]",
    "({0}, {1})", "({0},)", "[*{0}, {1}]", "{{{0}: {1}, **{0}}}", "{{{0}, {1}}}", "[{0} for i in {1} if {0}]",
    "{{{0}: {1} for i in {1}}}", "({0} for i in {1})", "{0}[{1}]", "{0}[{1}:{0}]", "{0}.attr", "({0})", "(({0}))",
    "({0}\n    + {1})", "f(\n    {0},\n    {1},\n)", "(  # note\n  {0})", "[\n  {0},  # one\n  {1}\n]", "({0})({1})",
    "(yield {0})", "(await {0})", "({0}  \\\n  or {1})", "f'{{{0}}}'", "not({0})", "{0}if {1} else {0}",
]  # fmt: skip
CONTEXTS = [
    "r = {0}", "return {0}", "return({0})", "{0}", "r += {0}", "r: int = {0}", "assert {0}, {1}", "for i in {0}: pass",
    "while {0}:\n    break", "if {0}: r = {1}\nelif {1}: pass\nelse:\n    r = {0}", "with {0} as z: pass",
    "r = {0}, {1}",
    "@{0}\ndef inner(p={1}): return {0}", "del x[{0}]", "raise {0} from {1}", "x[{0}] = {1}", "print({0}); r = {1}",
    "class K({0}, metaclass={1}): pass", "match {0}:\n    case 1 if {1}: pass", "r = [{0}\n    for i in {1}]",
    "async for i in {0}: pass", "try:\n    {0}\nexcept {1}: pass",
]  # fmt: skip
TEMPLATES = [
    "{x}.attr", "{x}[{y}]", "f({x})", "{x}({y})", "not {x}", "-{x}", "{x} + {y}", "{x} - {y}", "{x} ** {y}",
    "{x} or {y}",
    "{x} and {y}", "{x} < {y}", "{x} if {y} else {x}", "lambda: {x}", "[{x}]", "({x}, {y})", "{x}, {y}", "{x}", "{y}",
    "f(*{x})", "f(k={x})", "[*{x}]", "{{**{x}}}", "any({x} for v in {y})", "({x} for v in {y})", "(n := {x})",
    "[{x} for v in {y} if {x}]", "await {x}", "{x} in {y}", "{x} @ {y}", "f({x}, {y})", "{{{x}: {y}}}", "max({x})",
    "{x}[{y}:]", "f'{{{x}}}'", "frozenset({x})", "~{x} & {y}",
]  # fmt: skip


DECLINED = ("a comment would be lost", "f-string", "found no Tuple", "libcst does not parse this code")


def expressions(depth: int = 3) -> st.SearchStrategy[str]:
    def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(lambda shape, one, two: shape.format(one, two), st.sampled_from(SHAPES), inner, inner)

    return st.recursive(ATOMS, extend, max_leaves=6)


@st.composite
def programs(draw: st.DrawFn) -> str:
    statement = draw(st.sampled_from(CONTEXTS)).format(draw(expressions()), draw(expressions()))
    place = draw(st.sampled_from(["async def g():\n{}", "class C:\n    async def g(self):\n{}"]))
    unit = draw(st.sampled_from(["    ", "\t"]))
    indent = unit * (2 if place.startswith("class") else 1)
    text = place.replace("    ", unit).format("\n".join(indent + line for line in statement.split("\n"))) + "\n"
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


class Substitute(ast.NodeTransformer):
    def __init__(self, target: ast.expr, by: ast.expr) -> None:
        self.target, self.by = target, by

    def visit(self, node: ast.AST) -> ast.AST:
        return self.by if node is self.target else super().visit(node)

    def visited(self, node: ast.expr) -> ast.expr:
        result = self.visit(node)
        assert isinstance(result, ast.expr)
        return result


class Flat(ast.NodeTransformer):
    """`(a or b) or c` as `a or b or c`; names for what Python evaluates alike."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        first = node.values[0]
        if isinstance(first, ast.BoolOp) and type(first.op) is type(node.op):
            node.values[:1] = first.values
        return node


def substituted(root: ast.Module, target: ast.expr, template: str, holes: dict[str, ast.expr]) -> str:
    names = {name: f"hole_{name}" for name in holes}
    result = ast.parse(f"({template.format(**names)})", mode="eval").body
    for name, node in holes.items():
        for hole in [n for n in ast.walk(result) if isinstance(n, ast.Name) and n.id == names[name]]:
            result = Substitute(hole, copy.deepcopy(node)).visited(result)
    tree = copy.deepcopy(root)
    twin = next(two for one, two in zip(ast.walk(root), ast.walk(tree), strict=True) if one is target)
    assert isinstance(twin, ast.expr)
    return dumped(Substitute(twin, result).visit(tree))


def dumped(tree: ast.AST) -> str:
    return ast.dump(Flat().visit(tree))


def comments(text: str) -> Counter[str]:
    lines = iter(text.replace("\r\n", "\n").splitlines(keepends=True))
    return Counter(t.string for t in tokenize.generate_tokens(lambda: next(lines, "")) if t.type == tokenize.COMMENT)


def candidates(block: Block) -> list[ast.expr]:
    """Expressions that have a place of their own."""
    found: list[ast.expr] = []
    stack: list[ast.AST] = list(block.nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.JoinedStr, ast.pattern)):
            if isinstance(node, ast.JoinedStr):
                found.append(node)
            continue
        loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if isinstance(node, ast.expr) and loaded and not isinstance(node, (ast.Starred, ast.Slice)):
            found.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return found


@given(programs(), st.sampled_from(TEMPLATES), st.integers(0), st.integers(0), st.integers(0))
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_replacing_in_the_text_means_replacing_in_the_tree(text: str, template: str, i: int, j: int, k: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(text, template, i, j, k)


def check(text: str, template: str, i: int, j: int, k: int) -> None:
    try:
        root = ast.parse(text)
    except SyntaxError:
        assume(False)
        return
    document = Document(text)
    block = next(leaf for leaf in document.leaves() if leaf.nodes and not isinstance(leaf.nodes[0], ast.ClassDef))
    nodes = candidates(block)
    plain = candidates(Block(0, 0, root.body, 0))
    plain = plain[len(plain) - len(nodes) :]
    assert [ast.dump(one) for one in nodes] == [ast.dump(one) for one in plain]
    target, x, y = (index % len(nodes) for index in (i, j, k))
    used = {name: index for name, index in (("x", x), ("y", y)) if "{" + name + "}" in template}
    expected = substituted(root, plain[target], template, {name: plain[index] for name, index in used.items()})
    try:
        rewrite = BlockRewrite(document, block)
        rewrite.replace(nodes[target], template, **{name: nodes[index] for name, index in used.items()})
        edits = rewrite.edits()
    except CannotRewrite as error:
        event(str(error).partition(":")[0])
        if not any(reason in str(error) for reason in DECLINED):
            raise
        return
    event("replaced")
    after = apply_edits(text, edits)
    assert dumped(ast.parse(after)) == expected, after
    assert not comments(text) - comments(after)
    assert ("\r\n" in after) == ("\r\n" in text)
