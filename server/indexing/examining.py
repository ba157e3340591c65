"""From a file to its record: what the server does for an open document, or what the cache has of the last time."""

from __future__ import annotations

import gc
import logging
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from ...analyzers.engine import Analyzer, RuleSet
from ...analyzers.linking.codec import decoded
from ...analyzers.project.cache import ResultsCache, code_identity, key_of
from ...analyzers.project.ruff import NOT_DEFERRED, RuffFiles
from ...analyzers.rewriting import suppression
from ...analyzers.settings import Settings
from ...analyzers.source import Document, SourceError
from ...analyzers.source.notebook import is_notebook
from ...models.causes import causes_of, one_per_cause
from ...models.evidence import rules_for
from ...models.shipped import ranker, scorer_of_document
from .notebooks import InFile, notebook_of
from .records import CLEAN, SCHEMA, record_of

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ...analyzers.project.discovery import Source
    from ...analyzers.scoring import Scorer
    from .measured import Measured

__all__ = ["Examiner"]

logger = logging.getLogger(__name__)

COLLECT_AFTER = 3_000_000
"""Bytes of source after which the garbage of syntax trees is collected."""


class Examiner:
    """Analyzes files one after the other."""

    def __init__(self, cache: ResultsCache, measured: Measured) -> None:
        self.analyzed = 0
        """Files whose record was not in the cache."""
        self._cache = cache
        self._measured = measured
        self._code = code_identity()
        self._rules: dict[tuple[object, ...], RuleSet] = {}
        self._chosen: dict[tuple[int, frozenset[str]], tuple[Settings, RuleSet, bytes]] = {}
        """By identity of the settings, which it keeps alive, and the rules that are left to Ruff."""
        self._ruff = RuffFiles()
        self._pending = 0
        gc.disable()  # as in a run of the command line: it would go through all syntax trees again and again
        gc.freeze()

    def forget_settings(self) -> None:
        """Read Ruff's settings anew. Ours come with the sources."""
        self._ruff = RuffFiles()
        self._chosen.clear()

    def record_of(self, source: Source, data: bytes, table: bytes, *, make: bool = True) -> bytes | None:
        """Return the record of a file that holds `data`, and is told `table`; CLEAN where it cannot be analyzed.

        None where it is not in the cache, and shall not be made.
        """
        rules, identity = self._rules_for(source)
        measured = self._measured.of(source.full)
        if measured is not None and measured.is_proved(source.full):
            # Few files are, and their proofs come and go.
            return self._examine(source, data, table, rules)
        run = "" if measured is None or measured.run is None else f"{measured.run.id} {measured.stamp!r}"
        form = "notebook" if is_notebook(source.full) else "module"
        digests = (blake2b(each, digest_size=20).digest() for each in (data, table))
        key = key_of(SCHEMA, form, self._code, identity, run, *digests)
        record = self._cache.get(key)
        if record is None and make:
            record = self._examine(source, data, table, rules)
            self._cache.put(key, record)
        return record

    def made(self, size: int) -> None:
        """Collect the garbage of syntax trees now and then: called with the bytes of each text that is parsed."""
        self._pending += size
        if self._pending > COLLECT_AFTER:
            self._pending = 0
            gc.collect()

    def _examine(self, source: Source, data: bytes, table: bytes, rules: RuleSet) -> bytes:
        self.analyzed += 1
        self.made(len(data))
        try:
            notebook = notebook_of(source.full, data)
            if notebook is not None and not notebook.is_python:
                return CLEAN
            document = Document.from_bytes(data) if notebook is None else Document(notebook.module.text)
            analyzer = Analyzer(document, rules, outside=decoded(table))
            findings = analyzer.findings()
            if notebook is not None:
                findings = [finding for finding in findings if notebook.module.concerns(finding)]
            findings, unused = suppression.apply(
                document, findings, rules.rules, require_reason=source.scope.settings.require_reason
            )
            if findings:
                self._scorer(source, document, findings).score(analyzer, findings)
                findings = one_per_cause(findings, causes_of(analyzer, findings))
            if notebook is None:
                record = record_of(findings, unused, document.lines)
            else:
                file = InFile(notebook, data)
                record = record_of(file.findings(findings), file.notes(unused), file.lines)
            analyzer.release()
        except SourceError:
            return CLEAN
        except (RecursionError, MemoryError):
            logger.info("%s is too complex to be indexed", source.full)
            return CLEAN
        except Exception:
            # One file never stops the index; it is told when the file is opened.
            logger.exception("%s cannot be indexed", source.full)
            return CLEAN
        return record

    def _scorer(self, source: Source, document: Document, findings: Sequence[Finding]) -> Scorer:
        settings, measured = source.scope.settings, self._measured.of(source.full)
        proofs = {} if measured is None else measured.proofs_of(source.full, document, findings)
        overlay = None if measured is None else measured.overlay_of(source.full, document)
        return scorer_of_document(ranker().scorer, settings.warn_from, settings.profile_threshold, proofs, overlay)

    def _rules_for(self, source: Source) -> tuple[RuleSet, bytes]:
        """The rules for a file, and what names them in keys."""
        settings = source.scope.settings
        deferred = (self._ruff.for_file(source.full) if settings.defer_to_ruff else NOT_DEFERRED).rules
        known = self._chosen.get((id(settings), deferred))
        if known is not None:
            return known[1], known[2]
        chosen = rules_for(settings, deferred)
        options = settings.options_of(chosen)
        key = (
            settings.target_version,
            settings.profile_threshold,
            settings.warn_from,
            settings.require_reason,
            options,
            *(rule.slug for rule in chosen),
        )
        rules = self._rules.get(key)
        if rules is None:
            rules = self._rules[key] = RuleSet(chosen, settings.target_version, options=options)
        identity = key_of(*map(str, key))
        self._chosen[id(settings), deferred] = (settings, rules, identity)
        return rules, identity
