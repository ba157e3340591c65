"""What a run leaves to Ruff, and the one note for each of Ruff's settings files that says so."""

from __future__ import annotations

from collections.abc import Iterator

from ...analyzers.project.discovery import Source, display_path
from ...analyzers.project.notes import NoteRecord
from ...analyzers.project.ruff import RuffFiles
from ...analyzers.rules.names import known_rules
from ...analyzers.rules.peers import RUFF
from ...analyzers.settings import Settings
from ...models.evidence import names_for

__all__ = ["LeftToRuff"]

NOTHING: frozenset[str] = frozenset()


class LeftToRuff:
    """Looks Ruff's settings up for files, and remembers which rules are off because of them."""

    def __init__(self) -> None:
        self._files = RuffFiles()
        self._by_file: dict[str, set[str]] = {}
        """Slugs by Ruff's settings file: those that would run but for it."""
        self._seen: dict[tuple[int, frozenset[str]], frozenset[str]] = {}

    def rules_of(self, source: Source) -> frozenset[str]:
        """The rules that are left to Ruff in a file, by slug."""
        settings = source.scope.settings
        if not settings.defer_to_ruff:
            return NOTHING
        deferred = self._files.for_file(source.full)
        if not deferred.rules:
            return NOTHING
        key = (id(settings), deferred.rules)
        if key not in self._seen:
            self._seen[key] = _without(settings, deferred.rules)
        off = self._seen[key]
        if off:
            self._by_file.setdefault(deferred.by, set()).update(off)
        return off

    def notes(self, base: str) -> Iterator[NoteRecord]:
        for path, slugs in sorted(self._by_file.items()):
            by_code = [f"{rule.slug} ({', '.join(RUFF[rule.slug])})" for rule in known_rules() if rule.slug in slugs]
            what = "a rule is" if len(by_code) == 1 else f"{len(by_code)} rules are"
            yield NoteRecord(
                display_path(path, base),
                "left-to-ruff",
                f"{what} left to Ruff, which reports the same by its settings here: {', '.join(by_code)}; "
                "`defer-to-ruff = false` shows both",
            )


def _without(settings: Settings, deferred: frozenset[str]) -> frozenset[str]:
    """Those of the rules that settings would have run, and do not for being deferred."""
    before = {rule.slug for rule in names_for(settings)}
    return frozenset(before - {rule.slug for rule in names_for(settings, deferred)})
