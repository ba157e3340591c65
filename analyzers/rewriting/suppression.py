"""Comments that silence findings: `# slowspot: ignore[rule] -- reason` on a line, `ignore-file[rule]` for a file."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ..findings import Finding, Note, Position, Span, TextEdit
from ..plugins import turned_off
from ..rules.declaration import Rule
from ..rules.registry import UnknownRule, means, own_rules, resolve
from ..source import Block, Document
from ..source.positions import content_length

__all__ = ["ASKED", "Silencer", "Suppression", "apply", "reason_edit", "suppress_edit", "suppressions"]

MARKER = "slowspot:"
ASKED = "why?"
"""Stands where a reason is asked for, until somebody writes one; it is none itself."""
_DIRECTIVE = re.compile(r"#\s*slowspot:\s*([\w-]+)\s*(\[[^\]]*\]?)?(?:\s*--(?P<reason>[^#]*))?")
_LINE, _FILE = "ignore", "ignore-file"
_STRING_STARTS = {getattr(tokenize, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(tokenize, name)}
_STRING_ENDS = {getattr(tokenize, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(tokenize, name)}


@dataclass(slots=True)
class Suppression:
    """One comment. `names` are as written; None for all rules."""

    line: int
    whole_file: bool
    names: tuple[str, ...] | None
    brackets: tuple[int, int] | None
    """Columns of the opening and the closing bracket."""
    broken: bool
    """It stands in code that does not parse."""
    reason: str
    """What is written behind `--`; "" for nothing that is a reason."""
    behind: tuple[int, int]
    """Columns between which the reason stands or may stand, with its dashes."""
    used: set[str] = field(default_factory=set[str])

    def silences(self, rule: Rule) -> bool:
        """Does it name the rule? Notes the names that do as used."""
        if self.names is None:
            self.used.add("")
            return True
        found = [name for name in self.names if means(name, rule)]
        self.used.update(found)
        return bool(found)


@dataclass(slots=True)
class _Layout:
    """Where in a block comments stand and may stand; absolute lines."""

    comments: dict[int, tuple[int, str]] = field(default_factory=dict[int, tuple[int, str]])
    closed: set[int] = field(default_factory=set[int])
    """Lines that end inside a string, or in a backslash: no comment can follow."""


def suppressions(document: Document) -> tuple[list[Suppression], list[Note]]:
    """Find the suppressions of a document, with notes on those that are written wrongly.

    Costs a search of the text; only blocks that hold the marker are tokenized, so that text in strings does not count.
    """
    if MARKER not in document.text:
        return [], []
    found: list[Suppression] = []
    notes: list[Note] = []
    layouts: dict[Block, _Layout] = {}
    for line, text in enumerate(document.lines):
        if MARKER not in text:
            continue
        block = document.block_at(line)
        layout = layouts.get(block)
        if layout is None:
            layout = layouts[block] = _layout(document, block)
        comment = layout.comments.get(line)
        if comment is None:
            continue
        for match in _DIRECTIVE.finditer(comment[1]):
            result = _parse(match, line, comment, block.error is not None)
            if isinstance(result, Note):
                notes.append(result)
            elif result is not None:
                found.append(result)
    return found, notes


def _parse(match: re.Match[str], line: int, comment: tuple[int, str], broken: bool) -> Suppression | Note | None:
    word, brackets = match[1], match[2]
    column, value = comment
    if word not in (_LINE, _FILE):
        # Late: most texts have no such comment.
        import difflib

        near = difflib.get_close_matches(word, (_LINE, _FILE), n=1, cutoff=0.7)
        if not near:
            return None
        return _note(f"unknown suppression `slowspot: {word}`; did you mean `{near[0]}`?", line)
    reason = (match["reason"] or "").strip()
    reason = "" if reason == ASKED or not any(map(str.isalnum, reason)) else reason
    dashes = match.end() if match["reason"] is None else match.start("reason") - 2
    behind = (column + len(value[:dashes].rstrip()), column + len(value[: match.end()].rstrip()))
    if brackets is None:
        return Suppression(line, word == _FILE, None, None, broken, reason, behind)
    names = tuple(name for part in brackets.strip("[]").split(",") if (name := part.strip()))
    if not brackets.endswith("]"):
        return _note(f"this suppression lacks its closing bracket: `{match[0].rstrip()}`", line)
    if not names:
        return _note(f"this suppression names no rule: `{match[0].rstrip()}`", line)
    ends = (column + match.start(2), column + match.end(2) - 1)
    return Suppression(line, word == _FILE, names, ends, broken, reason, behind)


def apply(
    document: Document,
    findings: Iterable[Finding],
    ran: Collection[Rule] | None = None,
    *,
    require_reason: bool = False,
) -> tuple[list[Finding], list[Note]]:
    """Take out the suppressed findings; notes tell of unknown rules and of suppressions that silence nothing.

    `ran` are the rules that were run: a suppression of another is not called unused. None: all there are. Where a
    reason is required, a suppression without one silences all the same, and is told of.
    """
    silencer = Silencer(document)
    kept = [finding for finding in findings if not silencer.silences(finding)]
    notes = list(silencer.notes)
    for it in silencer.found:
        unused = list(_unused(it, ran))
        notes += unused
        if require_reason and not it.reason and not unused:
            notes.append(Note("missing-reason", "this suppression gives no reason: write it behind ` -- `", it.line))
    return kept, sorted(notes, key=lambda note: note.line or 0)


class Silencer:
    """Tells which findings are suppressed; reads the comments once, and anew after an edit."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._read()

    def _read(self) -> None:
        self._revision = self._document.revision
        self.found, self.notes = suppressions(self._document)
        self._of_file = [it for it in self.found if it.whole_file]
        self._by_line: dict[int, list[Suppression]] = {}
        for it in self.found:
            if not it.whole_file:
                self._by_line.setdefault(it.line, []).append(it)
        self._homes = _Homes(self._document)

    def silences(self, finding: Finding) -> bool:
        """Is a finding, of the document as it is now, suppressed? Notes all suppressions that do as used."""
        if self._document.revision != self._revision:
            self._read()
        if not self.found:
            return False
        silenced = [it.silences(finding.rule) for it in self._of_file]
        for line in self._homes.lines_of(finding, self._by_line):
            silenced += [it.silences(finding.rule) for it in self._by_line.get(line, ())]
        return any(silenced)


def _unused(it: Suppression, ran: Collection[Rule] | None) -> Iterator[Note]:
    if it.names is None:
        complete = ran is None or all(
            any(rule is other for other in ran) for rule in own_rules() if rule.stage == "stable"
        )
        if not it.used and complete and not it.broken:
            yield _note("this suppression silences nothing: remove it", it.line)
        return
    for name in it.names:
        if name in it.used:
            continue
        try:
            rules = resolve(name)
        except UnknownRule as error:
            if name.startswith("SLP") or not turned_off():  # else it may be one of a plugin
                yield _note(f"suppression of an {error}", it.line)
            continue
        active = ran is None or any(rule is other for rule in rules for other in ran)
        if active and not it.broken:
            yield _note(f"the suppression of {name} silences nothing: remove it", it.line)


def _note(message: str, line: int) -> Note:
    return Note("unused-suppression", message, line)


class _Homes:
    """Finds the lines whose comments speak for a finding: its first, its last, and where these may have one."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._layouts: dict[Block, _Layout] = {}

    def lines_of(self, finding: Finding, commented: Collection[int]) -> set[int]:
        (first, _), (last, end_column) = finding.span
        if last > first and end_column == 0:
            last -= 1
        lines = {first, last}
        if commented and not all(line in commented for line in lines):
            lines |= {self.home(first), self.home(last)}
        return lines

    def layout_at(self, line: int) -> tuple[Block, _Layout]:
        block = self._document.block_at(line)
        layout = self._layouts.get(block)
        if layout is None:
            layout = self._layouts[block] = _layout(self._document, block)
        return block, layout

    def home(self, line: int) -> int:
        """The nearest line from here on that can end in a comment."""
        block, layout = self.layout_at(line)
        while line in layout.closed and line + 1 < block.end:
            line += 1
        return line


def suppress_edit(document: Document, finding: Finding, reason: str = "") -> TextEdit:
    """Make the edit that silences a finding: a new comment, or its name in the one that is there.

    The comment goes to the end of the finding's first line, or where none can stand there (it ends inside a string
    or in a backslash) of the next line of the statement that can have one. A `reason` goes into a new one.
    """
    homes = _Homes(document)
    line = homes.home(finding.span.start.line)
    text = document.lines[line]
    _, layout = homes.layout_at(line)
    slug = finding.rule.slug
    comment = layout.comments.get(line)
    if comment is not None:
        for match in _DIRECTIVE.finditer(comment[1]):
            it = _parse(match, line, comment, broken=False)
            if isinstance(it, Suppression) and not it.whole_file and it.brackets is not None:
                place = Position(line, it.brackets[1])
                return TextEdit(Span(place, place), f", {slug}")
    end = content_length(text)
    start = len(text[:end].rstrip())
    because = f" -- {reason}" if reason else ""
    return TextEdit(Span(Position(line, start), Position(line, end)), f"  # {MARKER} {_LINE}[{slug}]{because}")


def reason_edit(document: Document, line: int, reason: str) -> TextEdit | None:
    """Make the edit that gives the first suppression on a line its reason; None where none lacks it."""
    found, _ = suppressions(document)
    for it in found:
        if it.line == line and not it.reason:
            start, end = it.behind
            return TextEdit(Span(Position(line, start), Position(line, end)), f" -- {reason}")
    return None


def _layout(document: Document, block: Block) -> _Layout:
    """Tokenize a block's own lines, as far as they can be."""
    end = block.members[0].start if block.members else block.end
    source = document.lines[block.start : end]
    # Line endings as the tokenizer of every Python version knows them.
    lines = [line[: content_length(line)] + "\n" for line in source]
    if block.start == 0 and lines[0].startswith("\ufeff"):
        lines[0] = "\f" + lines[0][1:]
    layout = _Layout()
    depth, opened = 0, 0
    try:
        for token in tokenize.generate_tokens(iter(lines).__next__):
            first, last = token.start[0] - 1 + block.start, token.end[0] - 1 + block.start
            if token.type == tokenize.COMMENT:
                layout.comments[first] = (token.start[1], token.string)
            elif token.type == tokenize.STRING:
                layout.closed.update(range(first, last))
            elif token.type in _STRING_STARTS:
                if depth == 0:
                    opened = first
                depth += 1
            elif token.type in _STRING_ENDS:
                depth -= 1
                if depth == 0:
                    layout.closed.update(range(opened, last))
    except (tokenize.TokenError, SyntaxError):
        pass  # half-typed code: what stands before it has been seen
    for index, line in enumerate(lines, block.start):
        if line.endswith("\\\n") and index not in layout.comments:
            layout.closed.add(index)
    return layout
