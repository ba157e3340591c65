"""Brings an open document's findings up to date under its settings. Imported late: it needs the rules."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..analyzers.engine import Analyzer, RuleSet
from ..analyzers.findings import Finding, Note
from ..analyzers.project.configuration import SettingsFiles
from ..analyzers.project.ruff import NOT_DEFERRED, RuffFiles
from ..analyzers.rewriting import suppression
from ..analyzers.rules.registry import plugin_problems
from ..analyzers.semantics.outside import NOTHING
from ..analyzers.settings import PathPatterns, Settings
from ..models.evidence import evidence, rules_for
from .documents import Analysis, OpenDocument, Scored
from .editor_files import EditorSettingsFiles
from .profiles import Profiles
from .proofs import Proofs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..analyzers.proving.proofs.store import Stored
    from ..analyzers.scoring import Scorer
    from ..models.causes import Cause
    from ..models.profiled import Hot
    from .settings import EditorSettings

__all__ = ["Inspector"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the settings say of one file."""

    rules: RuleSet | None
    """None where they exclude it."""
    threshold: float
    """Findings in code with less of a recorded run than this are cold."""
    warn_from: float
    """Findings with less of a gain than this are hints."""
    require_reason: bool = False
    """Whether a suppression comment must say why."""
    links: bool = False
    """Whether it is told what the functions that it calls do."""


class Inspector:
    """Analyzes open documents: the one place of the server that knows the engine and the settings."""

    def __init__(self, editor: EditorSettings) -> None:
        self._editor = editor
        self._files: dict[str | None, EditorSettingsFiles] = {}
        """By URI of the workspace folder; None for what lies in none."""
        self._ruff = RuffFiles()
        self._left_by: set[str] = set()
        """Ruff's settings files of which it is logged that rules are off because of them."""
        self._rules: dict[tuple[object, ...], RuleSet] = {}
        self._chosen: dict[str, Chosen] = {}
        self._told = False
        """Whether it is logged which models cannot be used."""
        self.problems: list[str] = []
        """What is wrong with the settings, not yet shown."""
        self.profiles = Profiles(editor)
        self.proofs = Proofs(self.profiles.root_of)
        if evidence().problem:
            logger.warning("%s", evidence().problem)
        self._rules_of(Settings(plugins=()))
        # Here, in the warm-up's thread: to read them takes some milliseconds.
        for folder in editor.folder_paths():
            SettingsFiles().for_folder(folder)
            self._ruff.for_file(os.path.join(folder, "module.py"))

    def prepare(self) -> None:
        """Import what the first document would have the loop wait for: what reads patterns of files takes 10 ms."""
        PathPatterns(("*",)).matches("document.py")

    # -- findings

    def refresh(self, document: OpenDocument, enough: Callable[[], bool] | None = None) -> bool:
        """Bring `findings` and `notes` up to date; costs nothing when they are.

        Stops as soon as `enough()`, which is asked every millisecond or two; returns whether they are up to date.
        """
        whole = document.whole
        if whole is not document:
            if not self.refresh(whole, enough):
                return False
            document.take_findings()
            return True
        if not document.stale:
            return True
        try:
            if enough is not None and not self._inspect_partly(document, enough):
                return False
            findings, notes = self._inspect(document)
            shown = self._one_per_cause(document, findings)
        except Exception:
            # The file is shown without findings until its next edit; all else goes on.
            logger.exception("%s cannot be analyzed", document.uri)
            document.forget_analysis()
            findings, notes, shown = [], [], []
        document.findings, document.notes, document.shown = findings, notes, shown
        document.fixes.clear()
        document.stale = False
        return True

    def _inspect_partly(self, document: OpenDocument, enough: Callable[[], bool]) -> bool:
        """Parse and analyze until `enough()`; returns whether all of it is done."""
        if not document.parse(enough):
            return False
        analyzer = self._analysis_of(document).analyzer
        return analyzer is None or analyzer.work(enough)

    def _analysis_of(self, document: OpenDocument) -> Analysis:
        analysis = document.analysis
        if analysis is None:
            chosen = self._chosen_for(document)
            outside = document.outside if chosen.links else NOTHING
            analyzer = (
                Analyzer(document.document, chosen.rules, lazily=True, outside=outside)
                if chosen.rules is not None
                else None
            )
            document.analysis = analysis = Analysis(
                chosen.rules, analyzer, chosen.threshold, chosen.warn_from, chosen.require_reason, chosen.links
            )
        return analysis

    def _inspect(self, document: OpenDocument) -> tuple[list[Finding], list[Note]]:
        analysis = self._analysis_of(document)
        if analysis.analyzer is None or analysis.rules is None:
            return [], []
        findings = document.relevant(analysis.analyzer.findings())
        notes: list[Note] = []
        if document.may_suppress:
            findings, notes = suppression.apply(
                document.document, findings, analysis.rules.rules, require_reason=analysis.require_reason
            )
        self._score(document, analysis.analyzer, findings)
        return findings, notes

    def _one_per_cause(self, document: OpenDocument, findings: list[Finding]) -> list[Finding]:
        scored = document.scored
        if len(findings) < 2:
            return findings
        # Late: as the models.
        from ..models.causes import one_per_cause

        return one_per_cause(findings, lambda finding: scored[id(finding.match)].cause)

    def _score(self, document: OpenDocument, analyzer: Analyzer, findings: Sequence[Finding]) -> None:
        """Give each finding its score; those that the last edit did not concern have it from before."""
        before = document.scored
        fresh = [finding for finding in findings if id(finding.match) not in before]
        proofs: dict[int, Stored] = {}
        causes: dict[int, Cause | None] = {}
        if fresh:
            # Late: an editor session without any finding needs no models.
            from ..models.causes import cause_of

            causes = {id(finding.match): cause_of(analyzer, finding) for finding in fresh}
            if self.proofs.store_of(document) is not None:
                proofs = self._proofs_of(document, fresh)
            self._scorer(document, fresh, proofs).score(analyzer, fresh)
        document.scored = {}
        for finding in findings:
            known = before.get(id(finding.match))
            if known is None:
                proof = proofs.get(id(finding.match))
                cause = causes.get(id(finding.match))
                known = Scored(finding.match, finding.score, finding.severity, finding.safety, proof, cause)
            else:
                finding.score, finding.severity = known.score, known.severity
                if known.proof is not None:
                    finding.safety = known.safety
            document.scored[id(finding.match)] = known

    def _proofs_of(self, document: OpenDocument, findings: Sequence[Finding]) -> dict[int, Stored]:
        """Look proofs up, by id of the finding's match; takes the fix from a finding where its proof withdraws it."""
        # Late: most projects have no proofs.
        from ..analyzers.proving.proofs.standing import withdrawn

        found: dict[int, Stored] = {}
        for finding in findings:
            if finding.safety is None:
                continue
            stored = self.proofs.of(document, finding)
            if stored is not None:
                found[id(finding.match)] = stored
                if withdrawn(stored.proof):
                    finding.safety = None
        return found

    def _scorer(self, document: OpenDocument, findings: Sequence[Finding], proofs: Mapping[int, Stored]) -> Scorer:
        # Late: an editor session without any finding needs no models.
        from ..models.shipped import ranker, scorer_of_document

        shipped = ranker()
        if not self._told:
            self._told = True
            for problem in shipped.problems:
                logger.warning("not scored: %s", problem)
        laid = self.profiles.laid_over(document)
        overlay = laid.over(findings) if laid is not None else None
        if document.analysis is None:
            return shipped.scorer
        kept = {match: stored.proof for match, stored in proofs.items()}
        return scorer_of_document(
            shipped.scorer, document.analysis.warn_from, document.analysis.threshold, kept, overlay
        )

    def hot_functions(self, document: OpenDocument) -> Sequence[Hot]:
        """Functions that took much of the run by themselves, and that no finding explains."""
        laid = self.profiles.laid_over(document)
        if laid is None or laid.overlay is None:
            return ()
        # Late: as above.
        from ..models.profiled import hot_functions

        return laid.hot(lambda overlay: hot_functions(overlay, document.findings))

    # -- settings

    def settings_changed(self, document: OpenDocument) -> bool:
        """Whether other settings hold for a document than those that it was analyzed with."""
        analysis = document.whole.analysis
        if analysis is None:
            return False
        chosen = self._chosen_for(document.whole)
        now = (analysis.threshold, analysis.warn_from, analysis.require_reason, analysis.links)
        then = (chosen.threshold, chosen.warn_from, chosen.require_reason, chosen.links)
        return chosen.rules is not analysis.rules or now != then

    def forget_settings(self) -> None:
        """Read all settings anew at their next use."""
        self._files.clear()
        self._ruff = RuffFiles()
        self._chosen.clear()

    def _chosen_for(self, document: OpenDocument) -> Chosen:
        path = document.path if document.uri.startswith("file:") else ""
        key = path or document.uri
        if key not in self._chosen:
            self._chosen[key] = self._choose(path)
        return self._chosen[key]

    def _choose(self, path: str) -> Chosen:
        uri, folder = (self._editor.folder_of(path) if path else None) or (None, os.path.abspath(os.sep))
        files = self._files_of(uri, folder)
        settings, relative = files.alone(), ""
        # What lies outside of the open folders has the settings of the editor alone.
        inside = bool(path) and (uri is not None or not self._editor.has_folders())
        if inside:
            scope = files.for_file(path)
            self.problems += [str(error) for error in files.errors if error.ours]
            files.errors.clear()
            settings, folder = scope.settings, scope.root
        if path:
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            settings = settings if inside else settings.for_file(relative)
        if relative and PathPatterns((*settings.exclude, *settings.extend_exclude)).matches(relative):
            return Chosen(None, settings.profile_threshold, settings.warn_from)
        deferred = self._ruff.for_file(path) if inside and settings.defer_to_ruff else NOT_DEFERRED
        if deferred.by and deferred.by not in self._left_by:
            self._left_by.add(deferred.by)
            logger.info("left to Ruff, by %s: %s", deferred.by, ", ".join(sorted(deferred.rules)))
        rules = self._rules_of(settings, deferred.rules)
        return Chosen(rules, settings.profile_threshold, settings.warn_from, settings.require_reason, settings.link)

    def _files_of(self, uri: str | None, folder: str) -> EditorSettingsFiles:
        files = self._files.get(uri)
        if files is None:
            files = self._files[uri] = EditorSettingsFiles(folder, self._editor.table(uri))
            wrong = [*map(str, files.problems), *self._editor.problems(uri)]
            self.problems += [f"in the editor's settings: {problem}" for problem in wrong]
        return files

    def _rules_of(self, settings: Settings, elsewhere: frozenset[str] = frozenset()) -> RuleSet:
        rules = rules_for(settings, elsewhere)
        self.problems += [f"plugin {plugin}: {message}" for plugin, message in plugin_problems(settings.plugins)]
        options = settings.options_of(rules)
        key = (settings.target_version, options, *(rule.slug for rule in rules))
        if key not in self._rules:
            self._rules[key] = RuleSet(rules, settings.target_version, options=options)
        return self._rules[key]
