"""The proofs that findings go by: those kept beside the files, by `slowspot prove` or an editor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...analyzers.findings import Finding
    from ...analyzers.proving.proofs.proof import Proof
    from ...analyzers.proving.proofs.store import ProofStore
    from ...analyzers.source import Document

__all__ = ["ProofRoots", "looks_of", "proofs_of", "proved_paths", "withdrawn_looks"]

_FOLDER = ".slowspot"


class ProofRoots:
    """Finds the project whose proofs concern a file, as the profiles' store does: a look or two at each folder."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def of(self, folder: str) -> str | None:
        """The folder of the project that an absolute folder belongs to; None where nothing was proved in it."""
        if folder not in self._known:
            own, parent = os.path.join(folder, _FOLDER), os.path.dirname(folder)
            if os.path.isdir(own):
                found = folder if os.path.isdir(os.path.join(own, "proofs")) else None
            elif parent == folder or os.path.exists(os.path.join(folder, ".git")):
                found = None
            else:
                found = self.of(parent)
            self._known[folder] = found
        return self._known[folder]


@lru_cache(maxsize=16)
def _store(root: str) -> ProofStore:
    # Late: only where something was proved.
    from ...analyzers.proving.proofs.store import ProofStore

    return ProofStore(root)


def proved_paths(root: str) -> frozenset[str]:
    """The files with proofs in a project, relative to its folder, with forward slashes."""
    return _store(root).paths()


def proofs_of(
    root: str, full: str, document: Document, findings: Sequence[Finding]
) -> tuple[dict[int, Proof], list[str]]:
    """Proofs of the findings' fixes, by id of the finding's match, and what is wrong with the store, told once.

    Takes the fix from a finding where its proof withdraws it.
    """
    # Late: as above.
    from ...analyzers.proving.proofs.standing import withdrawn

    store = _store(root)
    found: dict[int, Proof] = {}
    for finding in findings:
        if finding.safety is None:
            continue
        stored = store.for_finding(full, document, finding)
        if stored is not None:
            found[id(finding.match)] = stored.proof
            if withdrawn(stored.proof):
                finding.safety = None
    problems = [str(error) for error in store.damaged]
    store.damaged.clear()
    return found, problems


def looks_of(document: Document, finding: Finding) -> tuple[str, str, str]:
    """What a finding is told by while fixes around it change the text."""
    return finding.rule.slug, finding.function, document.slice(finding.span)


def withdrawn_looks(
    root: str, full: str, document: Document, findings: Sequence[Finding]
) -> tuple[set[tuple[str, str, str]], list[str]]:
    """Findings whose fix is not to be applied, because a proof has withdrawn it."""
    before = [(finding, finding.safety) for finding in findings]
    _, problems = proofs_of(root, full, document, findings)
    return {looks_of(document, finding) for finding, safety in before if safety and not finding.safety}, problems
