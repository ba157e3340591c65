"""What was recorded and proved of the files of a workspace, as far as findings go by it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...analyzers.profiling.overlay import overlay
from ...analyzers.profiling.store import FOLDER, Store, StoreError, root_of

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ...analyzers.profiling.measured import Run
    from ...analyzers.profiling.overlay import Overlay
    from ...analyzers.proving.proofs.proof import Proof
    from ...analyzers.proving.proofs.store import ProofStore
    from ...analyzers.source import Document

__all__ = ["Measured", "Project"]

logger = logging.getLogger(__name__)

SIGNS = (FOLDER, "pyproject.toml", "slowspot.toml", ".git")
"""Of a project, as `root_of` sees it."""


class Project:
    """A folder with a store: its latest run and its proofs, as of when it was first asked for."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.run: Run | None = None
        self.stamp: object = None
        """What differs with each state of the store of runs."""
        self.proofs: ProofStore | None = None
        self._seen: frozenset[str] = frozenset()
        """Files that the run knows, relative to the project."""
        self._proved: frozenset[str] = frozenset()
        """The same of the proofs."""
        if not os.path.isdir(os.path.join(root, FOLDER)):
            return
        store = Store(root)
        self.stamp = store.stamp()
        try:
            self.run = store.load("latest")
        except (StoreError, OSError) as error:
            logger.info("%s", error)  # the server tells it for open documents
        except Exception:
            # Files of a project that was only opened may hold anything; the index goes on without them.
            logger.exception("the profiles of %s cannot be read", root)
        if self.run is not None:
            self._seen = frozenset(function.path for function in self.run.functions)
        if os.path.isdir(os.path.join(root, FOLDER, "proofs")):
            # Late: most projects have no proofs.
            from ...analyzers.proving.proofs.store import ProofStore

            self.proofs = ProofStore(root) or None
            if self.proofs is not None:
                self._proved = self.proofs.paths()
                self.proofs.damaged.clear()

    def concerns(self, full: str) -> bool:
        """Whether findings in a file may go by what is known here."""
        return self._relative(full) in self._seen or self.is_proved(full)

    def is_proved(self, full: str) -> bool:
        """Whether there are proofs of a file's functions."""
        return bool(self._proved) and self._relative(full) in self._proved

    def overlay_of(self, full: str, document: Document) -> Overlay | None:
        """Lay the run over a file; None where it did not see it."""
        return None if self.run is None else overlay(self.run, self._relative(full), document)

    def proofs_of(self, full: str, document: Document, findings: Sequence[Finding]) -> dict[int, Proof]:
        """Proofs of the findings' fixes, by id of the finding's match; one that withdraws its fix takes it away."""
        if self.proofs is None:
            return {}
        # Late: as above.
        from ...analyzers.proving.proofs.standing import withdrawn

        found: dict[int, Proof] = {}
        for finding in findings:
            if finding.safety is None:
                continue
            stored = self.proofs.for_finding(full, document, finding)
            if stored is not None:
                found[id(finding.match)] = stored.proof
                if withdrawn(stored.proof):
                    finding.safety = None
        self.proofs.damaged.clear()
        return found

    def _relative(self, full: str) -> str:
        return os.path.relpath(full, self.root).replace(os.sep, "/")


class Measured:
    """The projects of a workspace's files, each read once."""

    def __init__(self, folder_of: Callable[[str], str | None]) -> None:
        """`folder_of` names the workspace folder of a file."""
        self._folder_of = folder_of
        self._roots: dict[str, str] = {}
        self._projects: dict[str, Project] = {}

    def of(self, full: str) -> Project | None:
        """The project that findings of a file go by; None where nothing is known of the file."""
        folder = os.path.dirname(full)
        root = self._roots.get(folder)
        if root is None:
            root = root_of(folder)
            around = self._folder_of(full)
            # As the server takes it for open documents: where nothing marks a project it is the workspace folder.
            if around is not None and not any(os.path.exists(os.path.join(root, name)) for name in SIGNS):
                root = around
            self._roots[folder] = root
        project = self._projects.get(root)
        if project is None:
            project = self._projects[root] = Project(root)
        return project if project.concerns(full) else None

    def forget(self) -> None:
        """Read everything anew at its next use."""
        self._roots.clear()
        self._projects.clear()
