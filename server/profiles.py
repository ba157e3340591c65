"""The latest runs of the open projects and how they lie over open documents. Needs the store: imported late."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..analyzers.profiling.store import FOLDER, Store, StoreError, root_of
from .laying import Laid

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run
    from ..analyzers.profiling.overlay import Overlay
    from .documents import OpenDocument
    from .settings import EditorSettings

__all__ = ["Profiles"]

logger = logging.getLogger(__name__)


SIGNS = (FOLDER, "pyproject.toml", "slowspot.toml", ".git")
"""Of a project, as `root_of` sees it."""


class _Known:
    """A project's store and the run that was read from it."""

    __slots__ = ("run", "stamp", "store")

    def __init__(self, root: str) -> None:
        self.store = Store(root)
        self.stamp: object = None
        self.run: Run | None = None


class Profiles:
    """Reads stores when they are first asked for, and again when they changed."""

    def __init__(self, editor: EditorSettings) -> None:
        self._editor = editor
        self._roots: dict[str, str] = {}
        """By file or folder."""
        self._known: dict[str, _Known] = {}
        self.problems: list[str] = []
        """What is wrong with stores, not yet shown."""
        self.revision = 0
        """Grows whenever a project that was asked for has another latest run, or none any longer."""

    def root_of(self, path: str) -> str:
        """The folder whose store holds a file's profiles.

        That is where the command line keeps them. Where nothing marks a project it is the workspace folder: the command
        line takes the folder that it is called in.
        """
        found = self._roots.get(path)
        if found is None:
            found = root_of(path)
            around = self._editor.folder_of(path) or self._editor.folder_of(os.path.join(path, ""))
            if around is not None and not any(os.path.exists(os.path.join(found, name)) for name in SIGNS):
                found = around[1]
            self._roots[path] = found
        return found

    def roots(self) -> list[str]:
        """The projects of the workspace folders, and those that files are open from."""
        return list(dict.fromkeys([*map(self.root_of, self._editor.folder_paths()), *self._known]))

    def latest(self, root: str) -> Run | None:
        """The latest run of a project, as it was at the last look."""
        known = self._known.get(root)
        if known is None:
            known = self._known[root] = _Known(root)
            self._read(known, known.store.stamp())
        return known.run

    def overlay_of(self, document: OpenDocument) -> Overlay | None:
        """How the latest run lies over a document's present text; None where there is none, or it measured nothing."""
        laid = self.laid_over(document)
        if laid is not None and not laid.is_present():
            document.laid = laid = Laid(laid.run, document.document, laid.relative)
        return None if laid is None else laid.overlay

    def laid_over(self, document: OpenDocument) -> Laid | None:
        """The latest run over a document as it is, or was some edits ago."""
        if not document.uri.startswith("file:"):
            return None
        root = self.root_of(document.path)
        run = self.latest(root)
        laid = document.laid
        if run is None:
            document.laid = None
        elif laid is None or laid.run is not run or not laid.is_over(document.document):
            relative = os.path.relpath(document.path, root).replace(os.sep, "/")
            document.laid = Laid(run, document.document, relative)
        return document.laid

    def changed(self, documents: Iterable[OpenDocument], *, moved: bool = False) -> list[OpenDocument]:
        """Read the stores again that changed; returns the documents over which other figures lie now.

        One or two stats for each store that did not change. `moved`: projects may begin elsewhere than before.
        """
        found = moved
        for known in self._known.values():
            stamp = known.store.stamp()
            if stamp != known.stamp:
                found = True
                before = known.run
                self._read(known, stamp)
                self.revision += before is not known.run
        if not found:
            return []
        # A folder may hold its own store from now on, or none any longer.
        self._roots.clear()
        concerned: list[OpenDocument] = []
        for document in documents:
            before = document.laid
            after = self.laid_over(document)
            shown = [laid for laid in (before, after) if laid is not None and laid.overlay is not None]
            if shown and before is not after:
                concerned.append(document)
        return concerned

    def clear(self, roots: Iterable[str]) -> int:
        """Remove the stored runs of projects; returns how many there were."""
        count = 0
        for root in roots:
            try:
                count += Store(root).clear()
            except (StoreError, OSError) as error:
                self.problems.append(str(error))
        return count

    def _read(self, known: _Known, stamp: object) -> None:
        known.stamp = stamp
        known.run = None
        try:
            known.run = known.store.load("latest")
            self.problems += map(str, known.store.damaged)
        except (StoreError, OSError) as error:
            self.problems.append(str(error))
        except Exception:
            # Files of a project that was only opened may hold anything; the editor goes on without them.
            logger.exception("the profiles of %s cannot be read", known.store.root)
