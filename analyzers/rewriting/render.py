"""Puts the recorded changes of a block into its tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import libcst as cst

from .failure import CannotRewrite
from .layout import LineBuilder, own_comments
from .precedence import bare, encloses, needs_line_joining, parenthesized, rehoused, required_level, strength
from .templates import HOLE, Template
from .tree import BlockTree, Statement, altered, fields_of, rebuilt

__all__ = ["Changes", "render"]

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
_QUOTES = "\"'"


@dataclass(slots=True)
class StatementChanges:
    before: list[Template] = field(default_factory=list[Template])
    after: list[Template] = field(default_factory=list[Template])
    replacement: Template | None = None
    deleted: bool = False


@dataclass(slots=True)
class Changes:
    """What a rewrite wants to be changed, by node of the tree."""

    expressions: dict[cst.BaseExpression, Template] = field(default_factory=dict[cst.BaseExpression, Template])
    statements: dict[Statement, StatementChanges] = field(default_factory=dict[Statement, StatementChanges])

    def of(self, statement: Statement) -> StatementChanges:
        return self.statements.setdefault(statement, StatementChanges())


def render(tree: BlockTree, changes: Changes, base: int, needs_pass: bool) -> str:
    """Make the block's new text. `needs_pass`: something must stay, or its class were left without a body."""
    renderer = _Renderer(tree, changes, base, needs_pass)
    module = renderer.changed(tree.module)
    if not isinstance(module, cst.Module):
        raise CannotRewrite("the block is gone")
    if renderer.emptied or (not module.body and not module.footer):
        _keep_comments(tree, module)
        return ""
    code = tree.inner_text(module.code)
    if code is None:
        raise CannotRewrite("the change reaches out of its block")
    if HOLE.search(code):
        raise CannotRewrite("a hole of a template was not filled")
    _keep_comments(tree, module)
    return code


def _keep_comments(tree: BlockTree, module: cst.Module) -> None:
    left: dict[str, int] = {}
    for node in _walk(module):
        if isinstance(node, cst.Comment):
            left[node.value] = left.get(node.value, 0) + 1
    for comment in tree.comments():
        left[comment] = left.get(comment, 0) - 1
        if left[comment] < 0:
            raise CannotRewrite(f"a comment would be lost: {comment}")


def _walk(root: cst.CSTNode) -> list[cst.CSTNode]:
    nodes = [root]
    for node in nodes:
        nodes.extend(fields_of(node))
    return nodes


class _Renderer:
    def __init__(self, tree: BlockTree, changes: Changes, base: int, needs_pass: bool) -> None:
        self.tree = tree
        self.emptied = False
        self._needs_pass = needs_pass
        self._changes = changes
        self._base = base
        self._active: set[cst.CSTNode] = set()
        self._bodies = {self._body_of(statement) for statement in changes.statements}
        self._touched: set[cst.CSTNode] = set()
        for node in (*changes.expressions, *changes.statements):
            self._touched.add(node)
            self._touched.update(tree.ancestors(node))

    def _body_of(self, statement: Statement) -> cst.CSTNode:
        parent = self.tree.parents[statement]
        if isinstance(parent, cst.SimpleStatementLine):
            parent = self.tree.parents[parent]
        if not isinstance(parent, (cst.Module, cst.IndentedBlock, cst.SimpleStatementSuite)):
            raise CannotRewrite("an elif cannot be replaced as a statement")
        return parent

    def changed(self, node: cst.CSTNode) -> Any:
        """Copy a node of the block's tree with all changes inside it."""
        if node not in self._touched:
            return node
        if node in self._bodies:
            return self._body(node)
        if isinstance(node, cst.BaseExpression) and node in self._changes.expressions and node not in self._active:
            return self._replaced(node)
        return rebuilt(node, self.changed)

    # Expressions

    def _replaced(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """Fit the new expression into the place of the old one."""
        tree = self.tree
        result = rehoused(self._filled(node), node)
        parent = tree.parents[node]
        code = tree.module.code_for_node(result)
        self._check_interpolation(node, code)
        if result.lpar and not isinstance(result, (cst.Tuple, cst.GeneratorExp)):
            return result
        if strength(result) < required_level(parent, node, result, tree.parents.get(parent)):
            return parenthesized(result)
        before, after = tree.neighbours(node)
        if not result.lpar and (_joins(before, code[:1]) or _joins(code[-1:], after)):
            return parenthesized(result)
        if needs_line_joining(code) and not self._in_brackets(node):
            return parenthesized(result)
        return result

    def _in_brackets(self, node: cst.CSTNode) -> bool:
        child = node
        for parent in self.tree.ancestors(node):
            found = encloses(parent, child)
            if found is not None:
                return found
            child = parent
        return False

    def _check_interpolation(self, node: cst.CSTNode, code: str) -> None:
        for parent in self.tree.ancestors(node):
            if isinstance(parent, (cst.FormattedString, cst.TemplatedString)):
                _check_interpolated(parent, code)

    def _filled(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The template of a node with its holes filled, as yet without regard for its surroundings."""
        template = self._changes.expressions[node]
        self._active.add(node)
        try:
            root = template.expression(self.tree.module)
            return self._fill(root, template, lambda: self._in_brackets(node) or bool(node.lpar))
        finally:
            self._active.discard(node)

    def _hole_expression(self, node: ast.expr) -> cst.BaseExpression:
        original = self.tree.expression(node, self._base)
        if original in self._changes.expressions and original not in self._active:
            return self._filled(original)
        return self.changed(original)

    def _fill(self, root: Any, template: Template, outside: Callable[[], bool]) -> Any:
        return _Filler(self, template, root, outside).filled(root)

    # Statements

    def _body(self, body: cst.CSTNode) -> cst.CSTNode:
        builder = LineBuilder()
        if isinstance(body, cst.SimpleStatementSuite):
            return self._suite(body)
        if isinstance(body, cst.Module):
            builder.carry = list(body.header)
            self._lines(builder, body.body)
            lines = builder.lines
            footer = [*builder.leftover(), *body.footer]
            return altered(body, header=(), body=lines, footer=footer)
        if not isinstance(body, cst.IndentedBlock):
            raise CannotRewrite("an unknown kind of body")
        self._lines(builder, body.body)
        leftover = builder.leftover()
        self.emptied = not builder.lines and not leftover and body is self.tree.outermost and not self._needs_pass
        lines = builder.lines or [cst.SimpleStatementLine([cst.Pass()])]
        return altered(body, body=lines, footer=[*leftover, *body.footer])

    def _suite(self, suite: cst.SimpleStatementSuite) -> cst.CSTNode:
        """`if x: y = 1`: stays in its line if it can."""
        builder = LineBuilder()
        line = cst.SimpleStatementLine(suite.body, trailing_whitespace=suite.trailing_whitespace)
        self._touched.add(line)
        self._lines(builder, [line])
        lines = builder.lines or [cst.SimpleStatementLine([cst.Pass()], trailing_whitespace=suite.trailing_whitespace)]
        if len(lines) == 1 and isinstance(lines[0], cst.SimpleStatementLine) and not lines[0].leading_lines:
            return altered(suite, body=lines[0].body, trailing_whitespace=lines[0].trailing_whitespace)
        return cst.IndentedBlock(body=lines)

    def _lines(self, builder: LineBuilder, lines: Sequence[cst.BaseStatement]) -> None:
        for line in lines:
            if not isinstance(line, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
                raise CannotRewrite("an unknown kind of statement")
            statements: Sequence[Statement] = line.body if isinstance(line, cst.SimpleStatementLine) else [line]
            if not any(statement in self._changes.statements for statement in statements):
                builder.unchanged(self.changed(line))
            else:
                self._changed_line(builder, line, statements)

    def _changed_line(self, builder: LineBuilder, line: Line, statements: Sequence[Statement]) -> None:
        builder.begin(line)
        for statement in statements:
            changes = self._changes.statements.get(statement, StatementChanges())
            if statement in self._active:
                changes = StatementChanges()
            for template in changes.before:
                builder.inserted(self._statement_lines(template, None))
            if changes.replacement is not None:
                builder.replaced(self._statement_lines(changes.replacement, statement), statement)
            elif not changes.deleted:
                builder.kept(self.changed(statement), statement)
            for template in changes.after:
                builder.appended(self._statement_lines(template, None))
        builder.finish()

    def _statement_lines(self, template: Template, replaced: Statement | None) -> list[Line]:
        if replaced is not None:
            self._active.add(replaced)
        try:
            lines: list[Line] = []
            for line in template.statements(self.tree.module):
                names = _statement_hole(line)
                if names in template.nodes and not isinstance(template.nodes[names], ast.expr):
                    lines += self.hole_statements(template.nodes[names])
                else:
                    lines.append(self._fill(line, template, lambda: False))
            return lines
        finally:
            if replaced is not None:
                self._active.discard(replaced)

    def hole_statements(self, filling: ast.AST | Sequence[ast.stmt]) -> list[Line]:
        nodes = [filling] if isinstance(filling, ast.AST) else filling
        builder = LineBuilder()
        for node in nodes:
            if not isinstance(node, ast.stmt):
                raise CannotRewrite(f"a {type(node).__name__} is no statement")
            statement = self.tree.statement(node, self._base)
            line = self.tree.parents[statement]
            own = statement not in self._active  # else its comments stay with what replaces it
            if isinstance(line, cst.SimpleStatementLine):
                # Statements that share a line come apart; its comments go with the first, its end with the last.
                first, last = line.body[0] is statement, line.body[-1] is statement
                line = altered(
                    line,
                    body=[statement],
                    leading_lines=line.leading_lines if first and own else (),
                    trailing_whitespace=line.trailing_whitespace if last and own else cst.TrailingWhitespace(),
                )
            elif isinstance(line, cst.SimpleStatementSuite) and isinstance(statement, cst.BaseSmallStatement):
                end = line.trailing_whitespace if line.body[-1] is statement and own else cst.TrailingWhitespace()
                line = cst.SimpleStatementLine([statement], trailing_whitespace=end)
            elif isinstance(statement, cst.BaseCompoundStatement):
                line = statement
            else:
                raise CannotRewrite("a statement without a line")
            self._touched.add(line)
            if own:
                self._lines(builder, [line])
            else:
                builder.unchanged(altered(self.changed(line), leading_lines=()))
        lines = [_without_last_semicolon(line) for line in builder.lines]
        if lines and lines[0].leading_lines and not own_comments(lines[0].leading_lines):
            lines[0] = altered(lines[0], leading_lines=())
        return lines

    def hole(self, name: str, filling: ast.AST | Sequence[ast.stmt]) -> cst.BaseExpression:
        if not isinstance(filling, ast.expr) or isinstance(filling, (ast.Starred, ast.Slice)):
            raise CannotRewrite(f"{{{name}}} is no expression: give its text instead")
        return self._hole_expression(filling)


class _Filler:
    """Puts nodes into the holes of one template."""

    def __init__(self, renderer: _Renderer, template: Template, root: cst.CSTNode, outside: Callable[[], bool]) -> None:
        self._renderer = renderer
        self._template = template
        self._root = root
        self._outside = outside
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        stack = [root]
        while stack:
            node = stack.pop()
            for child in fields_of(node):
                self._parents[child] = node
                stack.append(child)

    def filled(self, node: cst.CSTNode) -> cst.CSTNode:
        if isinstance(node, cst.IndentedBlock):
            return self._body(node)
        name = _hole_name(node) if isinstance(node, cst.Name) else None
        if name is None or name not in self._template.nodes:
            return self._spread(node, rebuilt(node, self.filled))
        return self._fit(
            cast("cst.Name", node), self._parents.get(node), self._renderer.hole(name, self._template.nodes[name])
        )

    def _spread(self, before: cst.CSTNode, after: Any) -> cst.CSTNode:
        """Break lines in `f({x})` and `[{x}]` as they were broken in the parentheses that x has lost there."""
        match before:
            case cst.Call(args=[cst.Arg(value=cst.Name() as hole, keyword=None, star="")]):
                pass
            case cst.List(elements=[cst.Element(value=cst.Name() as hole)]):
                pass
            case _:
                return after
        filling = self._template.nodes.get(_hole_name(hole) or "")
        node = None if filling is None else self._renderer.hole(_hole_name(hole) or "", filling)
        part = (after.args if isinstance(after, cst.Call) else after.elements)[0]
        if node is None or len(part.value.lpar) >= len(node.lpar):
            return after
        first, last = node.lpar[0].whitespace_after, node.rpar[-1].whitespace_before
        if not (isinstance(first, cst.ParenthesizedWhitespace) and isinstance(last, cst.ParenthesizedWhitespace)):
            return after
        if isinstance(after, cst.Call):
            return altered(after, whitespace_before_args=first, args=[altered(part, whitespace_after_arg=last)])
        brackets = {
            "lbracket": altered(after.lbracket, whitespace_after=first),
            "rbracket": altered(after.rbracket, whitespace_before=last),
        }
        return altered(after, **brackets)

    def _fit(self, hole: cst.Name, parent: cst.CSTNode | None, node: cst.BaseExpression) -> cst.BaseExpression:
        module = self._renderer.tree.module
        inner = bare(node)
        if parent is None:
            return node if needs_line_joining(module.code_for_node(inner)) else inner
        code = module.code_for_node(inner)
        for around in self._around(hole):
            if isinstance(around, (cst.FormattedString, cst.TemplatedString)):
                _check_interpolated(around, code)
        grandparent = self._parents.get(parent)
        if isinstance(inner, cst.GeneratorExp) and inner.lpar and len(inner.lpar) == 1:
            unwrapped = altered(inner, lpar=(), rpar=())
            if required_level(parent, hole, unwrapped, grandparent) == 0 and not hole.lpar:
                return unwrapped
        if hole.lpar:
            return rehoused(inner, hole)
        if strength(inner) < required_level(parent, hole, inner, grandparent):
            return node if node.lpar else parenthesized(inner)
        if needs_line_joining(code) and not self._in_brackets(hole):
            return node if node.lpar else parenthesized(inner)
        return inner

    def _around(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        nodes: list[cst.CSTNode] = []
        parent = self._parents.get(node)
        while parent is not None:
            nodes.append(parent)
            parent = self._parents.get(parent)
        return nodes

    def _in_brackets(self, node: cst.CSTNode) -> bool:
        child = node
        for parent in self._around(node):
            found = encloses(parent, child)
            if found is not None:
                return found
            child = parent
        return self._outside()

    def _body(self, block: cst.IndentedBlock) -> cst.IndentedBlock:
        lines: list[Any] = []
        for line in block.body:
            filling = self._template.nodes.get(_statement_hole(line))
            if filling is None or isinstance(filling, ast.expr):
                lines.append(self.filled(line))
            else:
                lines += self._renderer.hole_statements(filling)
        return altered(block, body=lines)


def _without_last_semicolon(line: Line) -> Line:
    if not isinstance(line, cst.SimpleStatementLine) or not isinstance(line.body[-1].semicolon, cst.Semicolon):
        return line
    *init, last = line.body
    return altered(line, body=[*init, altered(last, semicolon=cst.MaybeSentinel.DEFAULT)])


def _hole_name(node: cst.Name) -> str | None:
    found = HOLE.fullmatch(node.value)
    return found[1] if found else None


def _statement_hole(line: cst.CSTNode) -> str:
    """The hole that is a whole line, or ""."""
    match line:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Name() as name)]):
            return _hole_name(name) or ""
        case _:
            return ""


def _joins(before: str, after: str) -> bool:
    """Would two characters run together into one word?"""
    return (before.isalnum() or before == "_") and (
        after.isalnum() or after == "_" or (after != "" and after in _QUOTES)
    )


def _check_interpolated(string: cst.FormattedString | cst.TemplatedString, code: str) -> None:
    """Before Python 3.12 an f-string's expressions may hold neither its quotes nor backslashes, comments, line ends."""
    if any(sign in code for sign in (string.end[0], "\\", "\n", "\r", "#")) or code.startswith("{"):
        raise CannotRewrite("the new code cannot stand inside an f-string")
