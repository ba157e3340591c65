"""The code cells of a notebook as one module, and the way from a place in its text to one in a cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..findings import Position, Span, TextEdit
from .magics import CellCode, python_of
from .positions import content_length, split_lines

__all__ = ["Cell", "CellModule"]

_END_OF_CELL = "pass  # the end of a cell\n"
"""Between cells: a statement, so that nothing of one cell is taken for a part of the one before it."""
_BEFORE_INDENTED = "if True:  # the beginning of an indented cell\n"


class Cell:
    """One cell of code. `lines` is its own text, `code` what stands for it in the module from line `start` on."""

    __slots__ = ("code", "lines", "start")

    def __init__(self, text: str) -> None:
        self.lines = split_lines(text)
        self.code: CellCode = python_of(text)
        self.start = 0

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def count(self) -> int:
        """Its lines; a text that ends in a line ending has an empty last one."""
        return len(self.lines)

    def seal(self, following: Cell | None) -> str:
        """The line after the cell, which no cell owns."""
        if self.code.closing:
            return f"{self.code.closing}  # the end of a broken cell\n"
        return _BEFORE_INDENTED if following is not None and following.code.indented else _END_OF_CELL


class CellModule:
    """Cells in their order. Each cell's line `n` is the module's line `start + n`, and columns are the same.

    The exceptions are lines of magics, which no finding and no edit may touch: see `to_cell`.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.cells = [Cell(text) for text in texts]
        self.renumber()

    @property
    def text(self) -> str:
        return "".join(line for index in range(len(self.cells)) for line in self.lines_of(index))

    def lines_of(self, index: int) -> list[str]:
        """The module's lines of a cell, with the one after it."""
        return [*self.cells[index].code.lines, self.seal(index)]

    def seal(self, index: int) -> str:
        """The line after a cell."""
        return self.cells[index].seal(self.cells[index + 1] if index + 1 < len(self.cells) else None)

    def renumber(self) -> None:
        """Tell each cell where it begins; to be called after cells have changed."""
        start = 0
        for cell in self.cells:
            cell.start = start
            start += cell.count + 1
        self._starts = [cell.start for cell in self.cells]

    def at(self, line: int) -> int | None:
        """The number of the cell that a line of the module belongs to; None for what stands between cells."""
        index = bisect_right(self._starts, line) - 1
        return index if index >= 0 and line < self._starts[index] + self.cells[index].count else None

    def line_in_cell(self, line: int) -> tuple[int, int] | None:
        """The cell and its line for a line of the module; None for what stands between cells."""
        index = self.at(line)
        return None if index is None else (index, line - self._starts[index])

    def to_cell(self, span: Span) -> tuple[int, Span] | None:
        """A span of the module in the cell that it lies in; None where it is not the text of one cell."""
        start, end = span
        index = self.at(start.line)
        if index is None or self.at(end.line) != index:
            return None
        cell = self.cells[index]
        last = end.line - (end.column == 0)
        for line, columns in cell.code.foreign.items():
            line += cell.start
            if start.line <= line <= last and (line != start.line or start.column < columns):
                return None
        return index, span.shifted(-cell.start)

    def is_shown(self, span: Span) -> bool:
        """Whether a span is the last expression of its cell, whose value a notebook shows."""
        found = self.to_cell(span)
        if found is None:
            return False
        cell = self.cells[found[0]]
        end = found[1].end
        rest = "".join([cell.code.lines[end.line][end.column :], *cell.code.lines[end.line + 1 :]])
        return all(not line.strip() or line.lstrip().startswith("#") for line in split_lines(rest))

    def edits_in_cells(self, edits: Iterable[TextEdit]) -> list[tuple[int, TextEdit]] | None:
        """Edits of the module as edits of cells; None where one touches what is not the text of one cell."""
        found: list[tuple[int, TextEdit]] = []
        for edit in edits:
            edit = self._within(edit)
            place = self.to_cell(edit.span)
            if place is None:
                return None
            found.append((place[0], TextEdit(place[1], edit.text)))
        return found

    def _within(self, edit: TextEdit) -> TextEdit:
        """Draw an edit that ends at the beginning of the line after a cell back to the cell's end."""
        (start, end), text = edit
        if end.column or not end.line or self.at(end.line) is not None or self.at(end.line - 1) is None:
            return edit
        last = self.cells[self.at(end.line - 1) or 0]
        home = Position(end.line - 1, len(last.lines[-1]))
        ending = _newline(last.lines)
        stripped = text[: content_length(text)] if text.endswith(("\n", "\r")) else None
        if start == end:
            # New lines after the cell's last one.
            return edit if stripped is None else TextEdit(Span(home, home), ending + stripped)
        if stripped is not None:
            return TextEdit(Span(start, home), stripped)
        if start.column == 0 and start.line > last.start:
            # The last lines go, and with them the line ending before them.
            above = start.line - 1
            start = Position(above, content_length(last.lines[above - last.start]))
        return TextEdit(Span(start, home), text)


def _newline(lines: Sequence[str]) -> str:
    return "\r\n" if lines[0].endswith("\r\n") else "\n"
