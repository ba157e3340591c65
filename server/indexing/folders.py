"""The workspace folders: which of their files are indexed, and in which order."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ...analyzers.project.discovery import Source, UnusablePathError, discover
from ...analyzers.rules.names import ASK_COSTS
from ...analyzers.settings import DEFAULT_EXCLUDE
from ...analyzers.source.notebook import is_notebook
from ..editor_files import EditorSettingsFiles

__all__ = ["MOST_FILES", "MOST_FILE_BYTES", "Folder", "Folders", "most_bytes"]

logger = logging.getLogger(__name__)

MOST_FILES = 20_000
"""Files that are indexed; the rest is only analyzed when it is opened."""
MOST_FILE_BYTES = 600_000
"""A larger file is mostly generated, and its tree takes 150 times its size in memory."""
MOST_NOTEBOOK_BYTES = 8_000_000
"""Most of a notebook is what its cells have shown, which is only skipped."""

_APART = frozenset(DEFAULT_EXCLUDE) - {"build", "dist", "_build"}
"""Names of folders with nothing of the user's in them; the others may be packages."""


class Folder(NamedTuple):
    path: str
    settings: EditorSettingsFiles


class Folders:
    """Folders, one of which may lie in another; that one has its own settings."""

    def __init__(self, folders: Sequence[Folder] = ()) -> None:
        self._folders = folders

    def files(self, first: Collection[str], skip: Collection[str]) -> list[Source]:
        """Walk them. Files right in the folders `first` come first; those to `skip` are left out."""
        found: dict[str, Source] = {}
        for folder in self._folders:
            try:
                listed = discover([folder.path], folder.settings, notebooks=True).sources
            except UnusablePathError as error:
                logger.info("%s", error)
                continue
            # A folder inside another one has its own settings.
            found.update((source.full, source) for source in listed if self.around(source.full) == folder.path)
        sources = [
            source
            for source in found.values()
            if source.size <= most_bytes(source.full) and source.full not in skip and _has_uri(source.full)
        ]
        sources.sort(key=lambda source: os.path.dirname(source.full) not in first)
        return sources[:MOST_FILES]

    def lies_apart(self, path: str) -> bool:
        """Whether a file lies where `analyze` does not look by default: an installation writes thousands of those."""
        around = self.around(path)
        folder = next((each for each in self._folders if each.path == around), None)
        if folder is None:
            return True
        if folder.settings.for_folder(folder.path).settings.exclude is not DEFAULT_EXCLUDE:
            return False  # a walk tells
        return not _APART.isdisjoint(os.path.relpath(os.path.dirname(path), folder.path).split(os.sep))

    def ask_costs(self) -> bool:
        """Does a rule that is in force in one of them ask what calls go through?"""
        settings = [folder.settings.for_folder(folder.path).settings for folder in self._folders]
        return any(each.preview or not ASK_COSTS.isdisjoint(each.select) for each in settings)

    def around(self, path: str) -> str | None:
        """The folder that a file belongs to."""
        around = [folder.path for folder in self._folders if path.startswith(os.path.join(folder.path, ""))]
        return max(around, key=len, default=None)


def most_bytes(path: str) -> int:
    """Larger files are not indexed."""
    return MOST_NOTEBOOK_BYTES if is_notebook(path) else MOST_FILE_BYTES


def _has_uri(path: str) -> bool:
    """Whether a path can be told to a client: its name may be in another encoding than the system's."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
