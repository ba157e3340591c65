"""What is known of files that are not open: their records by path, within a bound, and read when they are asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from pygls.uris import from_fs_path, to_fs_path

if TYPE_CHECKING:
    from ..analyzers.findings import Finding, Note

__all__ = ["FileFindings", "KnownFiles", "own_uri", "path_of"]

logger = logging.getLogger(__name__)

MOST_BYTES = 32 * 2**20
"""Of records that are kept; 100,000 findings or so."""


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What the index knows of a file, in the terms of an analysis: ready for `convert.finding_to_client`."""

    uri: str
    path: str
    digest: str
    """Differs with whatever is told of the file: findings, scores, notes."""
    findings: Sequence[Finding]
    """Without nodes: a fix needs the text, so the file has to be opened for it."""
    notes: Sequence[Note]
    lines: Sequence[str]
    """As far as columns depend on them."""


@dataclass(slots=True)
class _Entry:
    uri: str
    record: bytes
    digest: str
    round: int
    """The pass that found it last."""


class KnownFiles:
    """Files that have something to tell."""

    def __init__(self, on_change: Callable[[str], None]) -> None:
        """`on_change` is called with the URI of a file of which something else is known now."""
        self._on_change = on_change
        self._entries: dict[str, _Entry] = {}
        self._bytes = 0

    def take(self, path: str, record: bytes, round: int) -> None:
        """Keep what a pass found; an empty record stands for nothing."""
        if not record:
            self.drop(path)
            return
        before = self._entries.get(path)
        digest = blake2b(record, digest_size=8).hexdigest()
        if before is not None and before.digest == digest:
            before.round = round
            return
        if self._bytes + len(record) - (len(before.record) if before is not None else 0) > MOST_BYTES:
            self.drop(path)
            return
        if before is not None:
            self._bytes -= len(before.record)
        uri = before.uri if before is not None else _uri_of(path)
        self._entries[path] = _Entry(uri, record, digest, round)
        self._bytes += len(record)
        self._on_change(uri)

    def drop(self, path: str) -> None:
        entry = self._entries.pop(path, None)
        if entry is not None:
            self._bytes -= len(entry.record)
            self._on_change(entry.uri)

    def drop_before(self, round: int) -> None:
        """Forget what this pass and later ones did not find."""
        for path in [path for path, entry in self._entries.items() if entry.round < round]:
            self.drop(path)

    def __iter__(self) -> Iterator[str]:
        """The paths; files may come and go meanwhile."""
        return iter(list(self._entries))

    def digests(self, but: Collection[str]) -> dict[str, str]:
        """The digest of each file by URI, but for files at these paths."""
        return {entry.uri: entry.digest for path, entry in self._entries.items() if path not in but}

    def read(self, path: str) -> FileFindings | None:
        """What is known of one file. Some 30 µs a finding."""
        # Late: it needs the rules, which the warm-up has loaded by now.
        from .indexing.records import UnreadableError, read_record

        entry = self._entries.get(path)
        if entry is None:
            return None
        try:
            findings, notes, lines = read_record(entry.record)
        except UnreadableError as error:
            logger.error("what the index knows of %s cannot be read: %s", path, error)
            self.drop(path)
            return None
        return FileFindings(entry.uri, path, entry.digest, findings, notes, lines)


def own_uri(uri: str) -> str:
    """A file's URI as the index spells it: clients do not agree on what they escape."""
    path = path_of(uri)
    return uri if path is None else _uri_of(path)


def path_of(uri: str) -> str | None:
    if not uri.startswith("file:"):
        return None
    path = to_fs_path(uri)
    return None if path is None else path.rstrip("/\\") or path


def _uri_of(path: str) -> str:
    return from_fs_path(path) or ""
