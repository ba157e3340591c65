"""Lines of statements: which comments, blank lines and line ends go with which statement of a changed body."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from .tree import altered

__all__ = ["LineBuilder", "own_comments"]

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
Statement = cst.BaseSmallStatement | cst.BaseCompoundStatement


def own_comments(leading: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """The comment lines directly above a statement."""
    count = len(leading)
    while count and leading[count - 1].comment is not None:
        count -= 1
    return list(leading[count:])


class LineBuilder:
    """Takes the statements of a body in order and makes its new lines.

    `carry` are the comment and blank lines that stand above whatever comes next.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.carry: list[cst.EmptyLine] = []
        self._line: Line | None = None
        self._own: list[cst.EmptyLine] = []
        self._small: list[tuple[cst.BaseSmallStatement, bool]] = []
        self._began = 0
        self._end_owner: int | None = None
        self._orphans = False

    def unchanged(self, line: Line) -> None:
        self._emit(line, line.leading_lines)

    def begin(self, line: Line) -> None:
        """Start on an original line with changed statements."""
        self._line = line
        leading = self._joined(line.leading_lines)
        self._own = own_comments(leading)
        self.carry = leading[: len(leading) - len(self._own)]
        self._began = len(self.lines)
        self._end_owner = None

    def inserted(self, lines: Sequence[Line]) -> None:
        """Lines before the next statement: above the comments that belong to it."""
        self._flush()
        for line in lines:
            self._emit(line, line.leading_lines)

    def kept(self, statement: Statement, original: Statement) -> None:
        self._take_own()
        if isinstance(statement, cst.BaseSmallStatement):
            self._small.append((statement, True))
        else:
            self._emit(statement, ())

    def replaced(self, lines: Sequence[Line], original: Statement) -> None:
        self._take_own()
        if (
            len(lines) == 1
            and isinstance(lines[0], cst.SimpleStatementLine)
            and isinstance(original, cst.BaseSmallStatement)
        ):
            line = lines[0]
            if not line.leading_lines and line.trailing_whitespace.comment is None:
                *init, last = line.body
                self._small += [(small, True) for small in init]
                self._small.append((altered(last, semicolon=original.semicolon), True))
                return
        self._flush()
        if self._end_owner is None and lines:
            self._end_owner = len(self.lines)
        for line in lines:
            self._emit(line, line.leading_lines)
        if lines and isinstance(original, cst.BaseCompoundStatement):
            self._keep_header_comment(original)

    def appended(self, lines: Sequence[Line]) -> None:
        """Lines after the last statement."""
        self._flush()
        for line in lines:
            self._emit(line, line.leading_lines)

    def finish(self) -> None:
        """End the original line: what stood after it goes with the line that holds what is left of it."""
        line = self._line
        self._flush()
        if len(self.lines) == self._began or self._own:
            # All of it was deleted, or all but insertions: its comments stay, for what comes next.
            self.carry += self._own
            self._orphans = True
        self._own = []
        if isinstance(line, cst.SimpleStatementLine) and self._end_owner is not None:
            self._put_end(self._end_owner, line.trailing_whitespace)

    def leftover(self) -> list[cst.EmptyLine]:
        """Comments of deleted statements at the end of the body."""
        carry, self.carry = self.carry, []
        return carry if any(line.comment for line in carry) else []

    def _take_own(self) -> None:
        self.carry += self._own
        self._own = []

    def _flush(self) -> None:
        """Make one line of the small statements so far."""
        if not self._small:
            return
        self._end_owner = len(self.lines)
        line = self._line
        whole = isinstance(line, cst.SimpleStatementLine) and line.body[-1].semicolon
        *init, (last, _) = self._small
        if not (whole and last.semicolon is whole):
            last = altered(last, semicolon=cst.MaybeSentinel.DEFAULT)
        self._small = []
        self._emit(cst.SimpleStatementLine([*(small for small, _ in init), last]), ())

    def _emit(self, line: Line, leading: Sequence[cst.EmptyLine]) -> None:
        joined = self._joined(leading)
        self.carry = []
        self._orphans = False
        self.lines.append(altered(line, leading_lines=joined) if joined or line.leading_lines else line)

    def _joined(self, leading: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """Join what a deleted statement left above with what stands above the next, without doubling blank lines."""
        if not self._orphans:
            return [*self.carry, *leading]
        self._orphans = False
        blank = next((i for i, line in enumerate(leading) if line.comment is not None), len(leading))
        if any(line.comment is not None for line in self.carry):
            joined = [*self.carry, *leading]
        elif not self.lines:
            joined = [*self.carry, *leading[blank:]]
        else:
            joined = [*max(self.carry, list(leading[:blank]), key=len), *leading[blank:]]
        self.carry = []
        return joined

    def _put_end(self, index: int, end: cst.TrailingWhitespace) -> None:
        line = self.lines[index]
        if isinstance(line, cst.SimpleStatementLine):
            if line.trailing_whitespace.comment is None:
                self.lines[index] = altered(line, trailing_whitespace=end)
        elif end.comment is not None:
            self._comment_header(index, end)

    def _keep_header_comment(self, original: cst.BaseCompoundStatement) -> None:
        body = original.body
        if not isinstance(body, cst.IndentedBlock) or body.header.comment is None:
            return
        index = self._end_owner if self._end_owner is not None else len(self.lines) - 1
        if any(_holds(line, body.header.comment) for line in self.lines[index:]):
            return
        line = self.lines[index]
        if isinstance(line, cst.SimpleStatementLine):
            if line.trailing_whitespace.comment is None:
                self.lines[index] = altered(line, trailing_whitespace=body.header)
        else:
            self._comment_header(index, body.header)

    def _comment_header(self, index: int, end: cst.TrailingWhitespace) -> None:
        line = self.lines[index]
        body = line.body
        if isinstance(body, cst.IndentedBlock) and body.header.comment is None:
            self.lines[index] = altered(line, body=altered(body, header=end))


def _holds(line: cst.CSTNode, comment: cst.Comment) -> bool:
    return line is comment or any(_holds(child, comment) for child in line.children)
