"""The code cells of a notebook as one module, and the way from a place in its text to one in a cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..findings import Finding, Position, Span, TextEdit
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

    def copy(self) -> Cell:
        """Copy the cell for another module, in which it may begin elsewhere. Parses nothing."""
        cell = Cell.__new__(Cell)
        cell.lines, cell.code, cell.start = self.lines, self.code, self.start
        return cell

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

    The exceptions are lines of magics: nothing in them is found, and no edit may touch them.
    """

    def __init__(self, texts: Iterable[str | Cell]) -> None:
        self.cells: list[Cell] = []
        self._starts: list[int] = []
        self._seals: list[str] = []
        self.replace(0, 0, texts)

    @property
    def text(self) -> str:
        return "".join(self._lines(0, len(self.cells)))

    # -- changes

    def replace(self, first: int, after: int, texts: Iterable[str | Cell]) -> list[TextEdit]:
        """Put other cells in the place of those from `first` to before `after`; returns what that does to the text.

        Each edit is of the text as the ones before it left it: whole lines, and no more of them than have changed.
        Where a cell breaks, or is whole again, their order keeps what comes after it from being taken for its part.
        """
        start = self._starts[first] if first < len(self.cells) else len(self._lines(0, first))
        old, seals = self._lines(first, after), self._seals
        self.cells[first:after] = [Cell(text) if isinstance(text, str) else text for text in texts]
        new = self._renumber(first, len(self.cells) - len(seals) + after)
        edits: list[TextEdit] = []
        if first and seals[first - 1] != self._seals[first - 1]:
            edits.append(_lines_edit(start - 1, [seals[first - 1]], [self._seals[first - 1]]))
        if not old or not new or old[-1] == new[-1]:
            return edits + _changed(old, new, start)
        body = _changed(old[:-1], new[:-1], start)
        opened = new[-1] not in (_END_OF_CELL, _BEFORE_INDENTED)
        last = start + len(old if opened else new) - 1
        seal = _lines_edit(last, old[-1:], new[-1:])
        return [*edits, seal, *body] if opened else [*edits, *body, seal]

    def _renumber(self, first: int, after: int) -> list[str]:
        """Tell the cells where they begin, and what comes after each; returns the lines of some of them."""
        start = 0
        for cell in self.cells:
            cell.start = start
            start += cell.count + 1
        self._starts = [cell.start for cell in self.cells]
        following = [*self.cells, None][1:]
        self._seals = [cell.seal(after_it) for cell, after_it in zip(self.cells, following, strict=True)]
        return self._lines(first, after)

    def _lines(self, first: int, after: int) -> list[str]:
        """The module's lines of some cells, each with the one after it."""
        cells = zip(self.cells[first:after], self._seals[first:after], strict=True)
        return [line for cell, seal in cells for line in (*cell.code.lines, seal)]

    # -- places

    def at(self, line: int) -> int | None:
        """The number of the cell that a line of the module belongs to; None for what stands between cells."""
        index = bisect_right(self._starts, line) - 1
        return index if index >= 0 and line < self._starts[index] + self.cells[index].count else None

    def line_in_cell(self, line: int) -> tuple[int, int] | None:
        """The cell and its line for a line of the module; None for what stands between cells."""
        index = self.at(line)
        return None if index is None else (index, line - self._starts[index])

    def to_cell(self, span: Span) -> tuple[int, Span] | None:
        """A span of the module in the cell that it lies in; None where it does not begin and end in the text of one.

        A magic may lie between, such as the one in a loop.
        """
        index = self._cell_of(span)
        return None if index is None else (index, span.shifted(-self._starts[index]))

    def _cell_of(self, span: Span) -> int | None:
        start, end = span
        index = self.at(start.line)
        if index is None:
            return None
        cell = self.cells[index]
        if end.line >= cell.start + cell.count:
            return None
        foreign = cell.code.foreign
        if foreign:
            first, last = start.line - cell.start, end.line - cell.start
            inside = start.column < foreign.get(first, 0) and not start.column == end.column == 0
            if inside or (first < last and end.column > 0 and last in foreign):
                return None
        return index

    def sound_text(self) -> str:
        """The module with blank lines for cells that do not parse: for those who take a whole module or nothing."""
        cells = ("\n" * cell.count if cell.code.problem else "".join(cell.code.lines) for cell in self.cells)
        return "".join(f"{text}\n" for text in cells)

    def own_lines(self) -> list[str]:
        """The lines as users see them, magics too, numbered as the module's."""
        return [line for cell in self.cells for line in (*cell.lines, "")]

    def concerns(self, finding: Finding) -> bool:
        """Whether a finding in the module is one in the notebook: it lies in a cell's text, and means something there.

        What a module does when it is imported is of no account, and a comprehension's list may be there to be shown.
        """
        rule = finding.rule
        if rule.family == "startup" or self._cell_of(finding.span) is None:
            return False
        return rule.slug != "comprehension-for-side-effects" or not self._is_shown(finding.span)

    def _is_shown(self, span: Span) -> bool:
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
            if place is None or not self._is_own(place[0], edit.span):
                return None
            found.append((place[0], TextEdit(place[1], edit.text)))
        return found

    def _is_own(self, index: int, span: Span) -> bool:
        """Whether no magic lies within a span."""
        cell = self.cells[index]
        last = span.end.line - (span.end.column == 0)
        return not any(span.start.line < cell.start + line <= last for line in cell.code.foreign)

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


def _lines_edit(first: int, old: Sequence[str], new: Sequence[str]) -> TextEdit:
    """Replace whole lines; without touching the line after them, where that can be."""
    text = "".join(new)
    if old and new:
        ending = new[-1][content_length(new[-1]) :]
        if ending == old[-1][content_length(old[-1]) :]:
            last = Position(first + len(old) - 1, content_length(old[-1]))
            return TextEdit(Span(Position(first, 0), last), text[: len(text) - len(ending)])
    return TextEdit(Span(Position(first, 0), Position(first + len(old), 0)), text)


def _changed(old: Sequence[str], new: Sequence[str], start: int) -> list[TextEdit]:
    """The edit of the lines in which two runs of lines differ, if they do."""
    limit = min(len(old), len(new))
    head = next((line for line in range(limit) if old[line] != new[line]), limit)
    if head == len(old) == len(new):
        return []
    tail = next((line for line in range(limit - head) if old[-1 - line] != new[-1 - line]), limit - head)
    return [_lines_edit(start + head, old[head : len(old) - tail], new[head : len(new) - tail])]
