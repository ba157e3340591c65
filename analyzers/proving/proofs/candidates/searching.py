"""The whole search for a faster text of a function: our own sources and those of others, real proofs, all kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ...interpreters import Interpreter
from ..optimizing import MOST_CANDIDATES, MOST_SECONDS, CandidateSource, Optimized, Task, Tried, optimize
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
    keep: bool = True,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Task, Optimized]:
    """Look for faster texts of a function, in the order rules, `others`, changes. Runs its code, as `prove` does.

    With `keep` all proofs go to the project's store; where that fails a note says so. Raises UnusableInterpreter where
    the interpreter does not start.
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

    found = optimize(
        task, [FixesOfRules(), *others, Transformations()], proved,
        most=most, seconds=seconds, on_progress=on_progress,
    )  # fmt: skip
    if keep and found.stopped != "cancelled":
        problem = _kept(root, [*found.rejected, *found.surpassed, *reversed(found.accepted)])
        if problem:
            found.notes.append(problem)
    return task, found


def _kept(root: str, tried: Sequence[Tried]) -> str:
    """Keep the proofs; returns what is wrong."""
    store = ProofStore(root)
    try:
        for each in tried:
            store.add(each.proof)
    except (ProofStoreError, ValueError) as error:
        return f"the proofs cannot be kept: {error}"
    return ""
