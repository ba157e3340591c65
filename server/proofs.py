"""The proofs of the open projects, looked up for findings of open documents."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..analyzers.findings import Finding, Fix
    from ..analyzers.proving.proofs.store import ProofStore, Stored
    from .documents import OpenDocument

__all__ = ["Proofs"]

logger = logging.getLogger(__name__)

FOLDER = os.path.join(".slowspot", "proofs")


class Proofs:
    """Reads stores when they are first asked for, and again when they changed."""

    def __init__(self, root_of: Callable[[str], str]) -> None:
        self._root_of = root_of
        self._stores: dict[str, ProofStore | None] = {}
        """By project; None where it has no folder of proofs."""
        self._used: dict[str, str] = {}
        """The project that a document was taken to belong to, by URI."""
        self.problems: list[str] = []
        """What is wrong with stores, not yet shown."""

    def store_of(self, document: OpenDocument) -> ProofStore | None:
        """The store for a document, if it holds any proof. Three dictionary look-ups."""
        if not document.uri.startswith("file:"):
            return None
        root = self._used[document.uri] = self._root_of(document.path)
        if root not in self._stores:
            self._stores[root] = _store_at(root)
        store = self._stores[root]
        return store or None

    def of(self, document: OpenDocument, finding: Finding) -> Stored | None:
        """The proof of a finding's fix, by its place: see `ProofStore.for_finding`."""
        store = self.store_of(document)
        if store is None:
            return None
        try:
            return store.for_finding(document.path, document.document, finding)
        except Exception:
            # Files of a project that was only opened may hold anything; the finding goes without its proof.
            logger.exception("the proofs of %s cannot be looked up", document.uri)
            return None
        finally:
            self.problems += map(str, store.damaged)
            store.damaged.clear()

    def of_fix(self, document: OpenDocument, finding: Finding, fix: Fix) -> Stored | None:
        """The proof of this very fix, as the function and what it mentions are now."""
        store = self.store_of(document)
        if store is None or not finding.function:
            return None
        try:
            return store.for_edits(document.path, document.document, finding, fix.edits)
        except Exception:
            logger.exception("the proofs of %s cannot be looked up", document.uri)  # as above
            return None

    def changed(self, documents: Iterable[OpenDocument]) -> list[OpenDocument]:
        """Look whether there are other proofs by now; returns the documents that they may concern.

        Two looks at the disk for each store.
        """
        stale: set[str] = set()
        for root, store in self._stores.items():
            if store is None:
                store = self._stores[root] = _store_at(root)
                if store is not None:
                    stale.add(root)
            elif store.refresh():
                stale.add(root)
        concerned: list[OpenDocument] = []
        for document in documents:
            before = self._used.get(document.uri)
            if before is None:
                continue  # nobody has asked yet
            # A folder may hold its own store from now on, or none any longer.
            root = self._root_of(document.path)
            moved = root != before and (self._stores.get(before) or _store_at(root))
            if root in stale or moved:
                concerned.append(document)
        return concerned


def _store_at(root: str) -> ProofStore | None:
    if not os.path.isdir(os.path.join(root, FOLDER)):
        return None
    # Late: most projects have no proofs.
    from ..analyzers.proving.proofs.store import ProofStore

    return ProofStore(root)
