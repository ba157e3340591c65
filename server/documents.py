"""The open documents: our `Document` is the only holder of a text, and what an analysis found is kept beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument

from ..analyzers.findings import Finding, Fix, Note, Related, Safety, Score, Severity, Span, TextEdit
from ..analyzers.semantics.outside import NOTHING, Outside
from ..analyzers.source import Document
from .convert import COLUMNS, span_from_client

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer, RuleSet
    from ..analyzers.proving.proofs.store import Stored
    from ..analyzers.rewriting.cell_edits import CellEdits
    from ..analyzers.rules.declaration import Match
    from ..models.causes import Cause
    from .call_path import Step
    from .laying import Laid

__all__ = ["Analysis", "Due", "OpenDocument", "Published", "Scored"]

logger = logging.getLogger(__name__)

MARKER = "slowspot:"
"""Of suppression comments; `rewriting.suppression`, which knows them, is imported later."""

MANY_EDITS = 64
"""A notification with more edits than this (a formatter's) is analyzed as a new text, which is quicker."""

PYTHON_SUFFIXES = (".py", ".pyi", ".pyw")


@dataclass(slots=True)
class Analysis:
    """An analyzer and the rules that it runs; None where the settings exclude the file."""

    rules: RuleSet | None
    analyzer: Analyzer | None
    threshold: float
    """The setting `profile-threshold`."""
    warn_from: float
    """The setting of this name."""
    require_reason: bool = False
    """The setting `require-reason`."""
    links: bool = False
    """The setting `link`."""


class Published(NamedTuple):
    """The finished diagnostic of a finding, but for its range. `match` keeps its id from being given to another."""

    match: Match
    safety: Safety | None
    json: str
    moves: bool
    """Whether it names other places of the document, which move by themselves."""
    path: tuple[Step, ...] = ()
    """Who called its function in the recorded run."""


class Due(Flag):
    """Why a document's diagnostics are due."""

    EDITED = auto()
    """The client has changed or opened it."""
    ASKED = auto()
    """A request waits for them."""
    OTHER = auto()
    """What they say has changed for a reason that the client does not know of: a profile, a proof, settings."""


class Scored(NamedTuple):
    """What a finding is worth. `match` keeps its id from being given to another."""

    match: Match
    score: Score | None
    severity: Severity
    safety: Safety | None
    proof: Stored | None = None
    """Of its fix, told by its place."""
    cause: Cause | None = None
    """What it may have in common with others."""


class OpenDocument(TextDocument):
    """A document that the client has open.

    pygls copies the whole text at each edit and splits it again at each look; here both are served from the blocks.
    """

    def __init__(
        self, uri: str, source: str, version: int | None, language_id: str | None, codec: PositionCodec
    ) -> None:
        super().__init__(uri, "", version, language_id, position_codec=codec)
        encoding = codec.encoding
        self._columns = COLUMNS[str(getattr(encoding, "value", encoding))]
        self._fresh_text: str | None = source
        self._document: Document | None = None
        self._parsing: Generator[None, None, Document] | None = None
        """The document of `_fresh_text`, while it is made in parts."""
        self._edits_behind: list[types.TextDocumentContentChangePartial] = []
        """Edits that have come meanwhile."""
        self.analysis: Analysis | None = None
        self.stale = True
        """Whether `findings` and `notes` are older than the text."""
        self.findings: list[Finding] = []
        self.shown: list[Finding] = []
        """Of `findings` those that have a diagnostic: one per cause."""
        self.notes: list[Note] = []
        self.scored: dict[int, Scored] = {}
        """By id of the finding's match, as `published`."""
        self.published: dict[int, Published] = {}
        """By id of the finding's match, which lives as long as its block is not parsed again."""
        self.laid: Laid | None = None
        """The profile over this text, as far as it was asked for."""
        self.may_suppress = MARKER in source
        """Whether a line may hold a suppression comment: a search of all lines takes longer than most analyses."""
        self.fixes: dict[tuple[str, Span], Fix | None] = {}
        """Fixes built for these findings so far; None where one was declined."""
        self.table = b""
        self.outside = NOTHING
        """What linking tells of the functions that it calls, and the bytes that this was read from."""
        self.untold: list[list[Any]] | None = None
        """Edits that linking has not seen, as its process takes them; None where it has to see the whole text."""

    # A notebook's cell is a document of its own that is analyzed as a part of another: see `notebooks`.

    @property
    def whole(self) -> OpenDocument:
        """The document that it is analyzed as a part of: this one, but for a notebook's cell."""
        return self

    @property
    def linked_as(self) -> str:
        """The URI under which `whole` is linked with other files."""
        return self.uri

    def relevant(self, findings: list[Finding]) -> list[Finding]:
        """Leave out findings that say nothing of a text of this kind."""
        return findings

    def take_findings(self) -> None:
        """Take over what was found in `whole`, if that is another document."""

    def also_changed(self) -> Collection[OpenDocument]:
        """Other documents of which something else is found since this one was edited; told once."""
        return ()

    def original(self, finding: Finding) -> Finding:
        """A finding of this document as it was found in `whole`."""
        return finding

    def related_elsewhere(self, finding: Finding) -> Sequence[tuple[OpenDocument, Related]]:
        """What is related to a finding and lies in other documents of the client's."""
        return ()

    def placed(self, edits: Sequence[TextEdit]) -> list[tuple[OpenDocument, Sequence[TextEdit]]] | None:
        """Edits of `whole` as edits of documents that the client has; None where they cannot be made there."""
        return [(self, edits)]

    def neighbours(self) -> Sequence[OpenDocument]:
        """The documents that are analyzed together with it, in their order, and itself."""
        return [self]

    def cell_edits(self, copy: Document, *, everywhere: bool) -> CellEdits | None:
        """What keeps edits of a copy of `whole` to this document, or to its neighbours too; None: any will do."""
        return None

    @property
    def is_python(self) -> bool:
        return self.language_id == "python" or self.uri.endswith(PYTHON_SUFFIXES)

    @property
    def document(self) -> Document:
        """The text in blocks; parsed at once as far as it is not."""
        if self._document is None:
            self.parse()
            assert self._document is not None
        return self._document

    def parse(self, enough: Callable[[], bool] | None = None) -> bool:
        """Make the document, until `enough()`, which is asked every millisecond or two; returns whether it is made."""
        if self._document is None:
            if self._parsing is None and enough is None:
                self._document = Document(self._fresh_text or "")
            elif (made := self._parse_on(enough)) is None:
                return False
            else:
                self._document = made
            self._fresh_text, self._parsing = None, None
            edits, self._edits_behind = self._edits_behind, []
            for edit in edits:
                self.apply_change(edit)
        return True

    def release_in_parts(self) -> Iterator[None]:
        """Free the memory of a closed document, stopping after every millisecond or so."""
        analyzer = self.analysis.analyzer if self.analysis is not None else None
        self.analysis = None
        self.forget_scores()
        self.findings, self._parsing = [], None
        if analyzer is not None:
            yield from analyzer.release_in_parts()
        elif self._document is not None:
            self._document.release()

    def _parse_on(self, enough: Callable[[], bool] | None) -> Document | None:
        if self._parsing is None:
            self._parsing = Document.in_parts(self._fresh_text or "")
        while True:
            try:
                next(self._parsing)
            except StopIteration as end:
                return end.value
            except Exception:
                self._parsing = None  # a generator that has failed only ends
                raise
            if enough is not None and enough():
                return None

    @property
    def source(self) -> str:
        untouched = self._fresh_text is not None and not self._edits_behind
        return self._fresh_text or "" if untouched else self.document.text

    @property
    def lines(self) -> Sequence[str]:
        return self.document.lines

    def span(self, selected: types.Range) -> Span:
        return span_from_client(self.document.lines, selected, self._columns)

    def apply_changes(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None) -> None:
        """Take the edits of one notification, in order."""
        if len(changes) > MANY_EDITS:
            self.forget_analysis()
        for change in changes:
            self.apply_change(change)
        self.version = version

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self.set_text(change.text)
        elif self._document is None:
            # It takes them when it is made: an edit must not wait for that.
            self.stale = True
            self.fixes.clear()
            self._edits_behind.append(change)
        else:
            self.edit(self.span(change.range), change.text)

    def set_text(self, text: str) -> None:
        """Take another text."""
        document = self._document
        self.fixes.clear()
        self.untold = None
        self._fresh_text, self._document = text, None
        self._parsing, self._edits_behind = None, []
        self.may_suppress = MARKER in text
        self.forget_analysis()
        if document is not None:
            document.release()

    def edit(self, span: Span, text: str) -> None:
        """Replace a part of the text."""
        self.stale = True
        self.fixes.clear()
        document = self.document
        edited = document.edit(span, text)
        if self.untold is not None:
            self.untold.append([*span.start, *span.end, text])
        first = min(span.start.line, len(document.lines) - 1)
        touched = document.lines[first : first + text.count("\n") + text.count("\r") + 1]
        self.may_suppress = self.may_suppress or any(MARKER in line for line in touched)
        if self.laid is not None:
            self.laid.follow(edited)
        analyzer = self.analysis.analyzer if self.analysis is not None else None
        if analyzer is None:
            return
        try:
            # At once: the analyzer must see each edit before the next one. Only the findings are gathered later.
            analyzer.update(edited)
        except Exception:
            logger.exception("%s will be analyzed anew: an update failed", self.uri)
            self.forget_analysis()

    def tell(self, table: bytes, outside: Outside) -> None:
        """Take what linking tells; findings that hang on it are due."""
        self.table, self.outside = table, outside
        analyzer = self.analysis.analyzer if self.analysis is not None else None
        if analyzer is None:
            return
        self.stale = True
        self.fixes.clear()
        try:
            analyzer.tell(outside)
        except Exception:
            logger.exception("%s will be analyzed anew: it could not be told what it calls", self.uri)
            self.forget_analysis()

    def forget_scores(self) -> None:
        """Have findings scored and published anew, without another analysis: another profile says what they cost."""
        self.scored.clear()
        self.published.clear()
        self.stale = True

    def forget_analysis(self) -> None:
        """Have the next analysis begin anew: other text, other settings, or an analyzer that failed."""
        if self.analysis is not None and self.analysis.analyzer is not None:
            # The collector looks no longer at what was made when the document was opened.
            self.analysis.analyzer.model.release()
        self.analysis = None
        self.stale = True
