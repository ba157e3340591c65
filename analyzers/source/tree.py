"""The blocks of a document and how they follow an edit: which to parse again, at which level, and joined with what."""

from __future__ import annotations

import ast
import keyword
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from .blocks import BACKSLASHES, Block, extend_last, split_statements
from .lexing import Scanner, logical_lines
from .parsing import SyntaxProblem, parse
from .recovery import MISFIT, first_logical, indents, misfits, parse_level, recover

__all__ = ["BlockTree", "Change"]

_TAKE_CLAUSES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, getattr(ast, "TryStar", ast.Try))
_TWO_WORDS = re.compile(r"[ \t\f]*([^\W\d]\w*)[ \t]+([^\W\d]\w*)")
_WORDS_OF_SYNTAX = frozenset([*keyword.kwlist, *keyword.softkwlist, "type", "lazy"])


@dataclass(slots=True)
class Change:
    """What an edit did to the blocks, in text order, class blocks and members alike.

    A class of which only members were replaced is in neither list. Lines `first_line` to `old_end_line` (inclusive) of
    the old text were replaced; the lines after them moved by `shift`.
    """

    removed: list[Block]
    added: list[Block]
    first_line: int
    old_end_line: int
    shift: int


class _Grow(Enum):
    """A region cannot be parsed for itself: what it needs."""

    LEFT = "the block before it"
    RIGHT = "the block after it"
    UP = "the class around it"


class BlockTree:
    """Invariant, which makes the law hold without parsing the whole text: every block begins where a statement of its
    level begins, unless a broken block before it is open at its end; and a broken block that is not open at its end
    makes the whole text broken, because clauses and decorators were tried together with what they lean on.
    """

    def __init__(self, lines: list[str], blocks: list[Block]) -> None:
        self.lines = lines
        self.blocks = blocks
        self._broken = [leaf for block in blocks for leaf in block.leaves() if leaf.error]

    def update(self, change: Change) -> None:
        """Follow an edit that the lines have seen already, and tell in `change` what became of the blocks."""
        siblings = self.blocks
        parent: Block | None = None
        left = _index(siblings, change.first_line)
        right = _index(siblings, change.old_end_line)
        while left == right:
            block = siblings[left]
            if not block.members or change.first_line < block.members[0].start:
                break
            parent, siblings = block, block.members
            left = _index(siblings, change.first_line)
            right = _index(siblings, change.old_end_line)
        while True:
            result = self._parse_region(siblings, left, right, parent, change.shift)
            if result is _Grow.LEFT:
                left -= 1
            elif result is _Grow.RIGHT:
                right += 1
            elif result is _Grow.UP:
                assert parent is not None
                outer = parent.parent
                siblings = outer.members if outer else self.blocks
                left = right = _index(siblings, parent.start)
                parent = outer
            else:
                assert isinstance(result, list)
                break
        self._replace(siblings, left, right, result, parent, change)
        while self._broken and self._join(change):
            pass

    def _parse_region(
        self, siblings: Sequence[Block], left: int, right: int, parent: Block | None, shift: int
    ) -> list[Block] | _Grow:
        """Parse the blocks from `left` to `right` anew, their last line moved by `shift`."""
        lines = self.lines
        start = siblings[left].start
        stop = siblings[right].end + shift
        more = right + 1 < len(siblings)
        indent = parent.indent if parent else ""
        head = first_logical(lines, start, stop)
        if head is None:
            if more:
                return _Grow.RIGHT
            if left:
                return _Grow.LEFT
            if parent:
                return _Grow.UP
        else:
            grow = self._needs_before(siblings, left, parent, head.indent, head.is_clause, head.first)
            if grow:
                return grow
        if more:
            after = siblings[right + 1]
            if lines[stop - 1].endswith(BACKSLASHES) or (after.error and self._leans_back(after, shift, indent)):
                return _Grow.RIGHT
        statements, origin = parse_level(lines, start, stop, parent)
        if isinstance(statements, SyntaxProblem):
            if parent and (statements is MISFIT or not indents(lines, start, stop, indent)):
                return _Grow.UP
            blocks, end, dangling = recover(lines, start, stop, parent, statements)
            if dangling and more:
                return _Grow.RIGHT
            if parent and misfits(blocks):
                return _Grow.UP
        elif statements:
            blocks = split_statements(statements, lines, origin, start, stop, parent)
            end = blocks[-1].end
        elif more or left:
            return _Grow.RIGHT if more else _Grow.LEFT
        else:
            blocks = [Block(start, stop - start, [], 0)]
            end = stop
        if end < stop:
            if more:
                return _Grow.RIGHT
            if stop < len(lines):
                return _Grow.UP
        if stop == len(lines):
            extend_last(blocks, stop)
        return blocks

    def _needs_before(
        self, siblings: Sequence[Block], left: int, parent: Block | None, indent: str, clause: bool, line: int
    ) -> _Grow | None:
        """Tell whether a region's first statement belongs to something before the region."""
        level = parent.indent if parent else ""
        before = siblings[left - 1] if left else None
        if indent != level:
            if parent and (not before or not indent.startswith(level)):
                return _Grow.UP
            return _Grow.LEFT if before else None
        if parent:
            # What a backslash in front of a member does is decided where the class is parsed.
            lines = self.lines
            front = [] if left else lines[siblings[0].start : line]
            if lines[line].lstrip(" \t\f").startswith("\\") or any(text.endswith(BACKSLASHES) for text in front):
                return _Grow.UP
        if before is None:
            return None
        if before.error:
            return _Grow.LEFT if clause or self._leans_forward(before.start, before.end) else None
        return _Grow.LEFT if clause and before.nodes and isinstance(before.nodes[-1], _TAKE_CLAUSES) else None

    def _leans_back(self, block: Block, shift: int, level: str) -> bool:
        """Tell whether a broken block begins with a clause or indented."""
        head = first_logical(self.lines, block.start + shift, block.end + shift)
        return head is not None and (head.is_clause or head.indent != level)

    def _replace(
        self, siblings: list[Block], left: int, right: int, blocks: list[Block], parent: Block | None, change: Change
    ) -> None:
        removed = [leaf for block in siblings[left : right + 1] for leaf in block.leaves()]
        added = [leaf for block in blocks for leaf in block.leaves()]
        siblings[left : right + 1] = blocks
        if self._broken:
            gone = set(map(id, removed))
            self._broken = [block for block in self._broken if id(block) not in gone]
        self._broken.extend(block for block in added if block.error)
        if change.shift and not change.removed:
            _move(siblings, left + len(blocks), change.shift)
            outer = parent
            while outer:
                outer.count += change.shift
                around = outer.parent.members if outer.parent else self.blocks
                _move(around, _index(around, outer.start) + 1, change.shift)
                outer = outer.parent
        while parent:
            parent.close()
            parent = parent.parent
        if not change.removed:
            change.removed = removed
            change.added = added
            return
        born = set(map(id, change.added))
        gone = set(map(id, removed))
        change.added = sorted([block for block in change.added if id(block) not in gone] + added, key=_start)
        old = [block for block in removed if id(block) not in born]
        for block in old:
            # Compare in the old text's lines.
            if block.start > change.first_line:
                block.start -= change.shift
        change.removed = sorted(change.removed + old, key=_start)

    def _join(self, change: Change) -> bool:
        """Join a broken block that is open at its end with what closes it, if that parses; tell whether one did."""
        self._broken.sort(key=_start)
        for block in self._broken[:3]:
            if not block.end_state or block.hopeless:
                continue
            last = self._closing_block(block)
            if last is None:
                continue
            left = _index(self.blocks, block.start)
            while left and self._leans_back(self.blocks[left], 0, ""):
                left -= 1
            start = self.blocks[left].start
            blocks, last = self._parse_joined(start, last)
            if not blocks:
                continue
            self._replace(self.blocks, left, last, blocks, None, change)
            return True
        return False

    def _parse_joined(self, start: int, last: int) -> tuple[list[Block], int]:
        """Parse the lines from `start` through the block `last`, or a later one if that leans on it."""
        lines = self.lines
        while True:
            stop = self.blocks[last].end
            more = last + 1 < len(self.blocks)
            statements = parse("".join(lines[start:stop]))
            if isinstance(statements, SyntaxProblem):
                blocks = []
                grow = more and self._leans_forward(start, stop)
            else:
                blocks = split_statements(statements, lines, start, start, stop, None)
                grow = more and (not blocks or blocks[-1].end < stop)
            grow = grow or lines[stop - 1].endswith(BACKSLASHES)
            if more and (grow or self._leans_back(self.blocks[last + 1], 0, "")):
                last += 1
                continue
            if stop == len(lines):
                extend_last(blocks, stop)
            return blocks, last

    def _leans_forward(self, start: int, stop: int) -> bool:
        """Tell whether lines end in a decorator."""
        logical, _, _ = logical_lines(self.lines, start, stop)
        return bool(logical) and logical[-1].word == "@"

    def _closing_block(self, block: Block) -> int | None:
        """Find the top-level block at whose end everything is closed that `block` leaves open."""
        lines = self.lines
        scanner = Scanner(block.end_state)
        position = block.end
        waiting = [other for other in self._broken if other.start >= position]
        flipped = False
        until = position
        while position < len(lines):
            outer = self.blocks[_index(self.blocks, position - 1)]
            if not scanner.stack and position == outer.end:
                return _index(self.blocks, position - 1)
            if position >= until and not scanner.in_string and not flipped:
                # Blocks that parse leave the brackets around them as they are.
                waiting = [other for other in waiting if other.start >= position]
                if waiting and (scanner.stack or waiting[0].start < outer.end):
                    position = waiting[0].start
                    until = waiting[0].end
                    outer = self.blocks[_index(self.blocks, position)]
                elif scanner.stack:
                    return None
                else:
                    position = outer.end
                    continue
            string = scanner.in_string
            flipped = flipped or string
            if flipped and not string and _is_prose(lines[position]):
                return None
            scanner.feed(lines[position])
            position += 1
            if scanner.hopeless:
                return None
            if flipped and position == outer.end and not scanner.in_string:
                flipped = False
        return None if scanner.stack else len(self.blocks) - 1


def _is_prose(line: str) -> bool:
    """Tell whether a line of code begins with two names side by side, which no statement does."""
    words = _TWO_WORDS.match(line)
    return bool(words) and words[1] not in _WORDS_OF_SYNTAX and words[2] not in _WORDS_OF_SYNTAX


def _start(block: Block) -> int:
    return block.start


def _index(blocks: Sequence[Block], line: int) -> int:
    return bisect_right(blocks, line, key=_start) - 1


def _move(blocks: Sequence[Block], first: int, shift: int) -> None:
    for block in blocks[first:] if first else blocks:
        block.start += shift
        if block.members:
            _move(block.members, 0, shift)
