"""The whole search for a faster text of a function: our own sources and those of others, real proofs, all kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from ...interpreters import Interpreter
from ..optimizing import MOST_CANDIDATES, MOST_SECONDS, Candidate, CandidateSource, Optimized, Task, Tried, optimize
from ..proof import Effort, Input, Progress, Proof, Rewrite
from ..prove import Cancelled, prove
from ..store import ProofStore, ProofStoreError
from .fixes import FixesOfRules, findings_in
from .transformations import Transformations

__all__ = ["search"]


def search(
    path: str,
    text: str,
    function: str,
    interpreter: Interpreter,
    effort: Effort,
    *,
    root: str,
    others: Sequence[CandidateSource] = (),
    given: Sequence[Input] = (),
    most: int = MOST_CANDIDATES,
    seconds: float = MOST_SECONDS,
    only: Collection[str] = (),
    keep: bool = True,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Task, Optimized]:
    """Look for faster texts of a function, in the order rules, `others`, changes. Runs its code, as `prove` does.

    `only`: nothing but these changes (origins of candidates), where there are any. With `keep` all proofs go to the
    project's store; where that fails a note says so. Raises UnusableInterpreter where the interpreter does not start.
    """

    def tell(what: str) -> None:
        if on_progress is not None:
            on_progress(what, 0, 0)

    findings = findings_in(text, function, interpreter.version)
    task = Task(path, function, text, root, interpreter, findings, tell, cancelled or (lambda: False))
    bound = partial(prove, interpreter=interpreter, effort=effort, root=root, given=given)

    def proved(
        rewrite: Rewrite, /, *, on_progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> Proof | None:
        try:
            return bound(rewrite, on_progress=on_progress, cancelled=cancelled)
        except Cancelled:
            return None

    sources = [Only(frozenset(only))] if only else [FixesOfRules(), *others, Transformations()]
    found = optimize(
        task, sources, proved,
        most=most, seconds=seconds, on_progress=on_progress,
    )  # fmt: skip
    if keep and found.stopped != "cancelled":
        problem = _kept(root, [*found.rejected, *found.surpassed, *reversed(found.accepted)])
        if problem:
            found.notes.append(problem)
    return task, found


class Only:
    """Some of the changes alone."""

    name = "transformations"

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins
        self._all = Transformations()

    def candidates(self, task: Task, /) -> Iterator[Candidate]:
        """Those of these changes."""
        return (each for each in self._all.candidates(task) if each.origin in self._origins)

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Iterator[Candidate]:
        """As the changes do."""
        return self._all.repaired(task, refuted)


def _kept(root: str, tried: Sequence[Tried]) -> str:
    """Keep the proofs; returns what is wrong."""
    store = ProofStore(root)
    try:
        for each in tried:
            store.add(each.proof)
    except (ProofStoreError, ValueError) as error:
        return f"the proofs cannot be kept: {error}"
    return ""
