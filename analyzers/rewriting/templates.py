"""Templates: Python source with holes, as trees in which a name stands for each node to come."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from string import Formatter
from textwrap import dedent

import libcst as cst

from .failure import CannotRewrite

__all__ = ["HOLE", "Filling", "Template"]

Filling = ast.AST | str | Sequence[ast.stmt]
HOLE = re.compile(r"__slowspot_hole_(\w+)__")


class Template:
    """A template and what fills its holes: strings right away, nodes once all changes of the block are known."""

    def __init__(self, source: str, holes: Mapping[str, Filling]) -> None:
        self.nodes: dict[str, ast.AST | Sequence[ast.stmt]] = {}
        pieces: list[str] = []
        for literal, name, spec, conversion in Formatter().parse(source):
            pieces.append(literal)
            if name is None:
                continue
            if spec or conversion or name not in holes:
                raise CannotRewrite(f"template {source!r}: nothing fills {{{name}}}")
            filling = holes[name]
            if isinstance(filling, str):
                pieces.append(filling)
            else:
                self.nodes[name] = filling
                pieces.append(f"__slowspot_hole_{name}__")
        self.source = "".join(pieces)

    def expression(self, module: cst.Module) -> cst.BaseExpression:
        source = self.source.strip()
        try:
            return cst.parse_expression(_with_newlines(source, module), config=module.config_for_parsing)
        except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
            raise CannotRewrite(f"template {source!r} is no expression") from error

    def statements(self, module: cst.Module) -> list[cst.SimpleStatementLine | cst.BaseCompoundStatement]:
        source = dedent(self.source).strip("\r\n") + "\n"
        try:
            parsed = cst.parse_module(_with_newlines(source, module), config=module.config_for_parsing)
        except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
            raise CannotRewrite(f"template {source!r} is no run of statements") from error
        if parsed.footer and any(line.comment for line in parsed.footer):
            raise CannotRewrite(f"template {source!r} ends in a comment")
        body = list(parsed.visit(_DefaultIndents()).body)
        if not body:
            raise CannotRewrite("an empty template")
        body[0] = body[0].with_changes(leading_lines=(*parsed.header, *body[0].leading_lines))
        return body


class _DefaultIndents(cst.CSTTransformer):
    """Templates are indented by four spaces; what they become follows the file."""

    def leave_IndentedBlock(  # noqa: N802 - libcst finds it by this name
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        return updated_node.with_changes(indent=None)


def _with_newlines(source: str, module: cst.Module) -> str:
    return re.sub(r"\r\n?|\n", lambda _: module.default_newline, source)
