"""The analyzer of one document: runs rules over its blocks, and after an edit over those that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from .findings import Finding, Note, Position, Related, Span, TextEdit
from .keeping import moved, place_of, provided_by
from .log import log_exception
from .retelling import concerned_by
from .rules.declaration import Match, Rule
from .ruleset import SHARED_FACTS, RuleSet
from .semantics.answers import changed_answers, forget
from .semantics.frames import CLASS, MODULE, Frame, Walker
from .semantics.imports import ModuleImports, imports_of
from .semantics.model import BlockFacts, FileModel
from .semantics.module import FAR_REACHING, depends_on
from .semantics.outside import Hop, Outside
from .semantics.site import Site
from .source import Block, Change, Document
from .source.positions import content_length, split_lines

__all__ = ["SHARED_FACTS", "Analyzer", "RuleSet"]

_ROUNDS = 20
"""So often a change of what a function returns may change what others return; then everything is looked at."""

_RELEASED_BLOCKS = 50

_COPIED_LINES = 500
"""Where so many lines have changed, a new copy costs less than having the old one follow."""


class Analyzer:
    """Findings of a document, kept per block relative to its first line, so that an edit costs what it touches.

    After `document.edit()` call `update()` with the change that it returned, before the next edit. With `lazily` both
    only note which blocks are due: `work` then analyzes them bit by bit, and whatever asks for findings all the rest.

    `outside` is what linking tells of the functions that the document calls. Without it the document is linked with
    itself as soon as a rule asks, and anew after each edit: that costs a walk over the whole of it.
    """

    def __init__(
        self, document: Document, rules: RuleSet, *, lazily: bool = False, outside: Outside | None = None
    ) -> None:
        self._begin(document, rules, imports_of(document), outside)
        self._lazily = lazily
        self._due = dict.fromkeys(block for block in document.leaves() if block.nodes)
        self._unread = list(self._due) if lazily else []
        if not lazily:
            self.work()

    def _begin(self, document: Document, rules: RuleSet, imports: ModuleImports, outside: Outside | None) -> None:
        self.document = document
        self.rules = rules
        self.model = FileModel(document)
        self._alone = outside is None
        self.model.outside = outside
        self.model.link = self._link
        self.model.options = rules.options
        self._found: dict[Block, list[Finding]] = {}
        self._too_complex: dict[Block, str] = {}
        self._crashed: dict[str, str] = {}
        self.model.imports = imports
        self.model.asked_packages.update(rules.packages)
        self._making = False
        if rules.clock is not None:
            self.model.make = self._make_timed
        self._walker = self._armed()
        self._module_frame = Frame(MODULE, self.model.container, None)
        self._class_frames: dict[Block, Frame] = {}
        self._trial: Analyzer | None = None
        self._lazily = False
        self._unread: list[Block] = []
        self._due: dict[Block, None] = {}
        """Blocks to analyze; what is known of them is of an earlier text, or of other texts around them."""

    def work(self, enough: Callable[[], bool] | None = None) -> bool:
        """Analyze what is due, until `enough()`, which is asked after each block; returns whether nothing is left."""
        due, unread = self._due, self._unread
        while unread and enough is not None:
            # What rules ask of all blocks at once, which takes long in a long text: here it is read one by one.
            if (block := unread.pop()) in due:
                facts = self.model.facts(block)
                _ = facts.exports, facts.attributes
                if enough():
                    return False
        unread.clear()
        while due:
            block = next(iter(due))
            del due[block]
            self._analyze(block)
            if enough is not None and enough():
                break
        return not due

    def tell(self, outside: Outside) -> None:
        """Take in what linking tells of the functions that the document calls; what hangs on it is analyzed anew."""
        before, self.model.outside = self.model.told(), outside
        self._alone = False
        self._walker = self._armed()
        self._due.update(dict.fromkeys(concerned_by(self.document, before, outside)))
        if not self._lazily:
            self.work()

    def _armed(self) -> Walker:
        """A walker for what the file imports and is told."""
        rules, model = self.rules, self.model
        if not rules.told:
            return Walker(*rules.tables(model.imports.packages))
        return Walker(*rules.tables_told(model.imports, model.told()))

    def _link(self) -> Outside:
        # Late: where the whole program is linked, nobody asks for this.
        from .linking.alone import outside_alone

        return outside_alone(self.document)

    def copy(self) -> Analyzer:
        """Copy the document with its analysis, to edit the one without the other: nothing is parsed, no rule run."""
        self.work()
        document = self.document.copy()
        analyzer = Analyzer.__new__(Analyzer)
        analyzer._begin(document, self.rules, self.model.imports, self.model.outside)
        analyzer._alone = self._alone
        twins = dict(zip(self.document.leaves(), document.leaves(), strict=True))
        for block, twin in twins.items():
            facts = self.model.facts_of.get(block)
            if facts is not None:
                analyzer.model.facts(twin).take_over(facts)
        for block, reading in self.model.readers.items():
            if block in twins:
                analyzer.model.readers[twins[block]] = {twins[reader] for reader in reading if reader in twins}
        analyzer._found = {twins[block]: list(found) for block, found in self._found.items()}
        analyzer._too_complex = {twins[block]: message for block, message in self._too_complex.items()}
        analyzer._crashed = dict(self._crashed)
        analyzer.model.has_inherited = self.model.has_inherited
        analyzer.model.asked_packages = set(self.model.asked_packages)
        analyzer.model.readers_of_all = {twins[block] for block in self.model.readers_of_all}
        return analyzer

    def findings(self) -> list[Finding]:
        """All findings with absolute spans, sorted by position."""
        self.work()
        result = [moved(finding, block.start) for block, found in self._found.items() for finding in found]
        result.sort(key=lambda finding: (finding.span, finding.rule.code))
        return result

    def count(self, rule: Rule) -> int:
        """The number of a rule's findings."""
        self.work()
        return sum(finding.rule is rule for found in self._found.values() for finding in found)

    def count_change(self, rule: Rule, edits: Sequence[TextEdit]) -> int:
        """Count how many more findings a rule would have after edits (sorted, not overlapping). Raises if it crashes.

        They are made on a copy, and undone. It is kept, and follows the document: that costs an edit, a copy of
        10,000 lines 5 ms.
        """
        trial = self._copy_kept()
        self._trial = None
        before = trial.count(rule)
        undo = [trial._edit(edit) for edit in reversed(edits)]
        if rule.slug in trial._crashed:
            raise RuntimeError(trial._crashed[rule.slug])
        after = trial.count(rule)
        for edit in reversed(undo):
            trial._edit(edit)
        self._trial = trial
        return after - before

    def _copy_kept(self) -> Analyzer:
        trial = self._trial
        if trial is None or trial._crashed != self._crashed:
            return self.copy()
        old, new = trial.document.lines, self.document.lines
        if old == new:
            return trial
        limit = min(len(old), len(new))
        head = next((line for line in range(limit) if old[line] != new[line]), limit)
        tail = next((line for line in range(limit - head) if old[-1 - line] != new[-1 - line]), limit - head)
        text = "".join(new[head : len(new) - tail])
        if len(new) - tail - head < _COPIED_LINES:
            trial._edit(TextEdit(Span(Position(head, 0), Position(len(old) - tail, 0)), text))
        return trial if old == new else self.copy()

    def _edit(self, edit: TextEdit) -> TextEdit:
        """Make an edit and return the one that takes it back."""
        span, text = edit
        undo = self.document.slice(span)
        self.update(self.document.edit(span, text))
        lines = split_lines(text)
        column = len(lines[-1]) + (span.start.column if len(lines) == 1 else 0)
        return TextEdit(Span(span.start, Position(span.start.line + len(lines) - 1, column)), undo)

    def release(self) -> None:
        """Break the reference cycles of the analysis and its document, so that their memory is free at once.

        Neither is to be used afterwards.
        """
        for _ in self.release_in_parts():
            pass

    def release_in_parts(self) -> Iterator[None]:
        """Do what `release` does, stopping after every millisecond or so: 10,000 lines take 10 ms."""
        if self._trial is not None:
            yield from self._trial.release_in_parts()
        self._found.clear()
        self._due.clear()
        self._unread.clear()
        for number, block in enumerate([*self.document.leaves()]):
            self.model.forget(block)
            block.nodes, block.parent, block.functions = [], None, None
            if number % _RELEASED_BLOCKS == 0:
                yield
        self.model.release()

    @property
    def notes(self) -> list[Note]:
        """Syntax errors, blocks too deeply nested, rules that crashed."""
        self.work()
        notes = [Note("rule-crash", message) for message in self._crashed.values()]
        notes += [Note("too-complex", message, block.start) for block, message in self._too_complex.items()]
        for block in self.document.leaves():
            if block.error is not None:
                notes.append(Note("syntax-error", block.error.message, block.start + block.error.line))
        return notes

    # -- one block

    def _frame(self, parent: Block | None) -> Frame:
        if parent is None:
            return self._module_frame
        frame = self._class_frames.get(parent)
        if frame is None:
            frame = self._class_frames[parent] = Frame(CLASS, parent.nodes[0], self._frame(parent.parent))
        return frame

    def _analyze(self, block: Block) -> None:
        self._found.pop(block, None)
        self._too_complex.pop(block, None)
        self.model.readers_of_all.discard(block)
        walker = self._walker
        walker.found = []
        walker.aliases = self.model.imports.renamed
        try:
            walker.walk(block.nodes, self._frame(block.parent))
        except RecursionError:
            self._too_complex[block] = "nested too deeply to analyze; this statement is skipped"
            return
        if walker.found:
            facts = self.model.facts(block)
            check = self._check if self.rules.clock is None else self._check_timed
            for rule, node, frame in walker.found:
                if rule.slug not in self._crashed:
                    check(rule, Site(facts, frame, node), block)

    def _check_timed(self, rule: Rule, site: Site, block: Block) -> None:
        clock, spent = self.rules.clock, self.rules.spent
        assert clock is not None
        shared = spent[SHARED_FACTS]
        start = clock()
        self._check(rule, site, block)
        spent[rule.slug] += clock() - start - (spent[SHARED_FACTS] - shared)  # pyright: ignore[reportArgumentType]

    def _make_timed(self, make: Callable[..., Any], *arguments: Any) -> Any:
        clock = self.rules.clock
        if self._making or clock is None:
            return make(*arguments)
        self._making = True
        start = clock()
        try:
            return make(*arguments)
        finally:
            self._making = False
            self.rules.spent[SHARED_FACTS] += clock() - start  # pyright: ignore[reportArgumentType]

    def _check(self, rule: Rule, site: Site, block: Block) -> None:
        try:
            match = rule.check(site.node, site)
            if match is None:
                return
            finding = self._finding(rule, site, match, block)
        except RecursionError:
            self._too_complex[block] = f"nested too deeply for {rule.slug}"
            return
        except Exception as error:  # noqa: BLE001 - a rule's own fault must not cost the user the other rules
            # It is told, and the rule is off for this file.
            line = block.line_of(site.node) + 1  # pyright: ignore[reportArgumentType]
            log_exception(__name__, error, "rule %s failed at line %s", rule.slug, line)
            self._crashed[rule.slug] = f"internal error in rule {rule.slug}, which is off for this file: {error!r}"
            for found in self._found.values():
                found[:] = [finding for finding in found if finding.rule is not rule]
            return
        self._found.setdefault(block, []).append(finding)

    def _finding(self, rule: Rule, site: Site, match: Match, block: Block) -> Finding:
        span = self._relative_span(block, match.node, match.end)
        places: Sequence[Any] = match.related
        related = tuple(self._related(block, *place) for place in places)
        safety = match.safety if rule.rewrite is not None else None
        return Finding(
            rule,
            span,
            match.message,
            site.qualname,
            rule.severity,
            safety,
            match.reason if safety else "",
            match,
            related,
        )

    def _related(self, block: Block, node: Any, message: str, facts: BlockFacts | None = None) -> Related:
        if isinstance(node, Hop):
            return place_of(self.document, node, message)
        if facts is None or facts.block is block:
            return Related(self._relative_span(block, node), message)
        return Related(self._relative_span(facts.block, node), message, facts.block)

    def _relative_span(self, block: Block, node: Any, end: Any = None) -> Span:
        span = self.document.span_of(block, node)
        if end is not None:
            span = Span(span.start, self.document.span_of(block, end).end)
        return span.shifted(-block.start)

    # -- after an edit

    def update(self, change: Change) -> None:
        """Take over an edit of the document: analyze the new blocks, and those that relied on what has changed."""
        model = self.model
        removed = [(block, model.facts(block)) for block in change.removed]
        for _, facts in removed:
            facts.detach()
        stale = [moved(finding, block.start) for block in change.removed for finding in self._found.pop(block, ())]
        for block in change.removed:
            model.facts_of.pop(block, None)
            self._too_complex.pop(block, None)
            self._class_frames.pop(block, None)
            model.readers_of_all.discard(block)
            self._due.pop(block, None)
        added = [(block, model.facts(block)) for block in change.added]
        self._inherit(removed, added)
        before = provided_by([facts for _, facts in removed])
        after = provided_by([facts for _, facts in added])
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        star = any(facts.has_star_import for _, facts in removed) != any(facts.has_star_import for _, facts in added)
        fresh = set(change.added)
        # Also where nothing has changed in meaning: the nodes are new ones.
        model.relink((facts for _, facts in removed), (facts for _, facts in added))
        imports = imports_of(self.document) if changed or star else model.imports
        swapped = not model.asked_packages.isdisjoint(imports.packages ^ model.imports.packages)
        model.imports = imports
        if swapped:
            self._walker = self._armed()
        changed |= changed_answers([facts for _, facts in removed], [facts for _, facts in added])
        dirty = self._dirty(changed, fresh, everything=star or swapped or not changed.isdisjoint(FAR_REACHING))
        dirty |= self._readers((*change.removed, *dirty), set(change.removed)) - fresh
        dirty |= model.readers_of_all.difference(fresh, change.removed)
        if self._alone and model.outside is not None:
            told, model.outside = model.outside, self._link()
            dirty |= set(concerned_by(self.document, told, model.outside)) - fresh
            self._walker = self._armed()
        # What is shown is edited next, perhaps: the fresh ones first.
        self._due.update(dict.fromkeys(block for block in change.added if block.nodes))
        if dirty:
            self._due.update(dict.fromkeys(block for block in self.document.leaves() if block.nodes and block in dirty))
        if stale:
            for block in change.added:
                if block.error is not None or block in self._due:
                    # Of one that is due only until it is analyzed: the next edit may break it before that.
                    self._keep_stale(block, stale, change)
        if not self._lazily:
            self.work()

    def _inherit(self, removed: list[tuple[Block, BlockFacts]], added: list[tuple[Block, BlockFacts]]) -> None:
        """Let a block that no longer parses stand for the names of those that it replaced."""
        broken = next((facts for block, facts in added if block.error is not None), None)
        if broken is None:
            return
        self.model.has_inherited = True
        names = {binding.name for _, facts in added for binding, _ in facts.exports}
        attributes = {attribute.name for _, facts in added for attribute, _ in facts.attributes}
        for _, facts in removed:
            broken.inherited += [provided for provided in facts.exports if provided[0].name not in names]
            broken.inherited_attributes += [p for p in facts.attributes if p[0].name not in attributes]

    def _dirty(self, changed: set[str], fresh: set[Block], *, everything: bool) -> set[Block]:
        """Forget what is concerned by changed names, and return the blocks (but for fresh ones) to analyze again.

        Besides those that mention a changed name, these are the ones that mention a function which now returns
        something else.
        """
        model = self.model
        leaves = [block for block in self.document.leaves() if block not in fresh] if changed or everything else []
        dirty: set[Block] = set()
        for _ in range(_ROUNDS):
            if not changed or everything:
                break
            concerned = self._concerned(changed, leaves)
            dirty |= concerned
            changed = forget([model.facts(block) for block in (*fresh, *concerned)])
        else:
            everything = True
        if everything:
            dirty = set(leaves)
            for block in (*fresh, *dirty):
                model.facts(block).forget_inferred()
        return dirty

    def _concerned(self, changed: set[str], leaves: Sequence[Block]) -> set[Block]:
        """Blocks that mention a changed name, and transitively those that mention what these provide with its help."""
        dirty: set[Block] = set()
        changed = set(changed)
        wave = set(changed)
        while wave:
            more: set[str] = set()
            for block in leaves:
                facts = self.model.facts(block)
                if facts.mentions.isdisjoint(wave):
                    continue
                dirty.add(block)
                for provided, _ in (*facts.exports, *facts.attributes):
                    if provided.name not in changed and not depends_on(provided).isdisjoint(wave):
                        more.add(provided.name)
            changed |= more
            wave = more
        return dirty

    def _readers(self, blocks: Iterable[Block], removed: set[Block]) -> set[Block]:
        """Blocks whose findings hang on what functions in these blocks do; forgets what is no longer there."""
        readers = self.model.readers
        found: set[Block] = set()
        if readers:
            for block in blocks:
                found |= readers.pop(block, set())
            for reading in readers.values():
                reading -= removed
        return found - removed

    def _keep_stale(self, block: Block, stale: list[Finding], change: Change) -> None:
        lines = self.document.lines
        kept: list[Finding] = []
        for finding in stale:
            (start_line, start_column), (end_line, end_column) = finding.span
            if start_line > change.old_end_line:
                start_line, end_line = start_line + change.shift, end_line + change.shift
            elif end_line >= change.first_line:
                continue
            if not block.start <= start_line <= end_line < block.end or finding.rule.slug in self._crashed:
                continue
            if start_column <= content_length(lines[start_line]) and end_column <= content_length(lines[end_line]):
                span = Span(Position(start_line, start_column), Position(end_line, end_column))
                kept.append(replace(finding, span=span.shifted(-block.start), safety=None, related=()))
        if kept:
            self._found[block] = kept
