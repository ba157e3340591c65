"""Blocks of lines that do not parse as a whole: lexical units, parsed one by one."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from .blocks import BACKSLASHES, Block, decorator_line, is_gap, split_statements
from .lexing import LogicalLine, Scanner, logical_lines
from .parsing import SyntaxProblem, parse

__all__ = ["MISFIT", "first_logical", "indents", "misfits", "parse_level", "recover"]

_MAX_CUTS = 20
_DEFINITION = re.compile(r"(?:def|class|async[ \t]+def|@|import|from)\b|@")
_HEADER = "class _:\n"


MISFIT = SyntaxProblem("indentation does not fit the class", 0)
"""What `parse_level` answers for lines that parse, but not as members of the class."""


class _Unit(NamedTuple):
    """Lines from one statement's beginning at the level's indentation to before the next one's."""

    start: int
    stop: int
    logical: list[LogicalLine]


def parse_level(
    lines: Sequence[str], first: int, stop: int, parent: Block | None
) -> tuple[list[ast.stmt] | SyntaxProblem, int]:
    """Parse lines as top-level statements or, with a parent, as members of that class; return with them the origin.

    As members they count only with exactly the class's indentation.
    """
    text = "".join(lines[first:stop])
    if parent is None:
        return parse(text), first
    result = parse(_HEADER + text)
    origin = first - 1
    if isinstance(result, SyntaxProblem):
        return SyntaxProblem(result.message, max(0, result.line - 1)), origin
    if len(result) == 1 and isinstance(result[0], ast.ClassDef) and result[0].name == "_":
        members = result[0].body
        if members[0].lineno > 1 and _indented(members, lines, origin, parent.indent):
            return members, origin
    return MISFIT, origin


def _indented(statements: Sequence[ast.stmt], lines: Sequence[str], origin: int, indent: str) -> bool:
    previous = -1
    for statement in statements:
        line = statement.lineno - 1 + origin
        column = statement.col_offset
        if line > previous:
            decorated = decorator_line(statement, lines, origin)
            if decorated is not None:
                line = decorated
                column = len(lines[line]) - len(lines[line].lstrip(" \t\f"))
            if lines[line][:column] != indent or lines[line - 1].endswith(BACKSLASHES):
                return False
        previous = (statement.end_lineno or 1) - 1 + origin
    return True


def first_logical(lines: Sequence[str], first: int, stop: int) -> LogicalLine | None:
    """Read the beginning of the first statement; the answer's `stop` means nothing."""
    for number in range(first, stop):
        line = lines[number]
        if number == 0 or not is_gap(line):
            found, _, _ = logical_lines(lines, number, min(stop, number + 2), recover=False)
            if found:
                return found[0]
    return None


def recover(
    lines: Sequence[str], first: int, stop: int, parent: Block | None, problem: SyntaxProblem
) -> tuple[list[Block], int, bool]:
    """Split lines that do not parse into blocks, each that parses alone, and broken ones.

    Returns the blocks, the line after the last one (blank and comment lines may follow it up to `stop`), and whether
    the last statement waits for the next block (a decorator).
    """
    blocks: list[Block] = []
    begin = first
    cuts = 0
    indent = parent.indent if parent else ""
    dangling = False
    while first < stop:
        logical, _, _ = logical_lines(lines, first, stop)
        if not logical:
            break
        dangling = logical[-1].word == "@"
        limit = logical[-1].stop
        runs = _runs(logical, first, indent)
        first = limit
        empty: int | None = None
        for run in runs:
            if empty is not None:
                run[0] = run[0]._replace(start=empty)
                empty = None
            start, end = run[0].start, run[-1].stop
            statements, origin = parse_level(lines, start, end, parent)
            if isinstance(statements, SyntaxProblem):
                cut = _cut(lines, start, end, indent) if cuts < _MAX_CUTS else None
                if cut is not None:
                    cuts += 1
                    part, _, _ = recover(lines, start, cut, parent, statements)
                    _absorb(part, cut)
                    blocks.extend(part)
                    first = cut
                    break
                blocks.extend(_salvage(lines, run, parent, statements))
            elif not statements:
                # A backslash before a blank line.
                empty = start
            else:
                blocks.extend(split_statements(statements, lines, origin, start, end, parent))
                _absorb(blocks, end)
        else:
            break
    if not blocks:
        blocks.append(_broken(lines, begin, stop, parent, problem))
    return blocks, blocks[-1].end, dangling


def _absorb(blocks: list[Block], end: int) -> None:
    """Let the last block reach `end`, where a logical line goes further than its statement."""
    while blocks and blocks[-1].end < end:
        blocks[-1].count = end - blocks[-1].start
        blocks = blocks[-1].members


def _runs(logical: list[LogicalLine], first: int, indent: str) -> list[list[_Unit]]:
    """Group logical lines into units, and units that lean on each other (clauses, decorators) into runs."""
    runs: list[list[_Unit]] = []
    start = first
    current: list[LogicalLine] = []
    linked = False

    def close() -> None:
        nonlocal start
        unit = _Unit(start, current[-1].stop, list(current))
        start = unit.stop
        if linked and runs:
            runs[-1].append(unit)
        else:
            runs.append([unit])

    for line in logical:
        if current and line.indent == indent:
            close()
            linked = line.is_clause or current[0].word == "@"
            current.clear()
        current.append(line)
    close()
    return runs


def _salvage(lines: Sequence[str], run: list[_Unit], parent: Block | None, problem: SyntaxProblem) -> list[Block]:
    """Make blocks of a run that does not parse: what can be kept of it, and the broken rest."""
    start, stop = run[0].start, run[-1].stop
    decorators = 0
    while decorators < len(run) - 1 and run[decorators].logical[0].word == "@":
        decorators += 1
    clauses = next((number for number in range(decorators + 1, len(run))), None)
    if decorators:
        kept = _try(lines, run[decorators].start, stop, parent)
        if kept:
            return [_broken(lines, start, run[decorators].start, parent, problem), *kept]
    elif clauses is not None:
        kept = _try(lines, start, run[0].stop, parent)
        if kept:
            return [*kept, _broken(lines, run[0].stop, stop, parent, _moved(problem, run[0].stop - start))]
    head = run[decorators].logical[0]
    if head.word == "class":
        members = _class(lines, run, run[decorators], parent)
        if members:
            return [members]
    return [_broken(lines, start, stop, parent, problem)]


def _moved(problem: SyntaxProblem, lines: int) -> SyntaxProblem:
    return SyntaxProblem(problem.message, max(0, problem.line - lines))


def _try(lines: Sequence[str], start: int, stop: int, parent: Block | None) -> list[Block]:
    statements, origin = parse_level(lines, start, stop, parent)
    if isinstance(statements, SyntaxProblem) or not statements:
        return []
    blocks = split_statements(statements, lines, origin, start, stop, parent)
    _absorb(blocks, stop)
    return blocks


def _class(lines: Sequence[str], run: list[_Unit], unit: _Unit, parent: Block | None) -> Block | None:
    """Split a class in which some member does not parse."""
    if len(unit.logical) < 2:
        return None
    header, body = unit.logical[0], unit.logical[1]
    base = parent.indent if parent else ""
    if not (body.indent.startswith(base) and len(body.indent) > len(base)):
        return None
    start, stop = run[0].start, run[-1].stop
    stand_in = [*lines[start : header.stop], body.indent + "pass\n"]
    text = "".join(stand_in)
    result = parse(_HEADER + text) if parent else parse(text)
    if parent and not isinstance(result, SyntaxProblem):
        result = result[0].body if len(result) == 1 and isinstance(result[0], ast.ClassDef) else []
    if isinstance(result, SyntaxProblem) or len(result) != 1:
        return None
    node = result[0]
    if not isinstance(node, ast.ClassDef) or len(node.body) != 1 or node.body[0].col_offset != len(body.indent):
        return None
    node.body = []
    block = Block(start, stop - start, [node], 1 if parent else 0, parent)
    block.indent = body.indent
    if any("\f" in lines[number] for number in (header.first, body.first)):
        return None
    block.members, end, _ = recover(lines, header.stop, stop, block, SyntaxProblem("invalid syntax", 0))
    if misfits(block.members):
        return None
    block.count = end - start
    block.close()
    return block


def _broken(lines: Sequence[str], start: int, stop: int, parent: Block | None, problem: SyntaxProblem) -> Block:
    block = Block(start, stop - start, [], 0, parent, _within(problem, stop - start))
    _, state, hopeless = logical_lines(lines, start, stop)
    block.end_state = state
    block.hopeless = hopeless
    return block


def _within(problem: SyntaxProblem, count: int) -> SyntaxProblem:
    return problem if problem.line < count else SyntaxProblem(problem.message, max(0, count - 1))


def _cut(lines: Sequence[str], start: int, stop: int, indent: str) -> int | None:
    """Find a definition at the level's indentation inside a string: the string was probably never closed."""
    scanner = Scanner()
    begun = False
    for number in range(start, stop):
        line = lines[number]
        if scanner.in_string and begun and line.startswith(indent) and _DEFINITION.match(line, len(indent)):
            return number
        if scanner.stack or not is_gap(line):
            begun = True
            scanner.feed(line)
    return None


def indents(lines: Sequence[str], first: int, stop: int, indent: str) -> bool:
    """Tell whether every logical line is indented at least as a class's members are."""
    logical, _, _ = logical_lines(lines, first, stop)
    return all(line.indent.startswith(indent) for line in logical)


def misfits(blocks: Sequence[Block]) -> bool:
    """Tell whether some member is broken only because its indentation is written otherwise (with a form feed)."""
    return any(leaf.error and leaf.error.message == MISFIT.message for block in blocks for leaf in block.leaves())
