"""Finds a better text for a function: candidates from several sources, each proved, the best first.

What proposes candidates need not be right: only the proof decides what is offered. That nothing better was found is a
good answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from ...findings import Finding, TextEdit
from ...rewriting.edits import apply_edits, minimal_edits
from ..interpreters import Interpreter
from .alike import shape_of
from .proof import Progress, Proof, Rewrite
from .rewrites import outermost

__all__ = ["Candidate", "CandidateSource", "Optimized", "Prove", "SourceFailed", "Task", "Tried", "optimize"]

MOST_CANDIDATES = 16
MOST_SECONDS = 300.0


class Candidate(NamedTuple):
    """A text that might be better."""

    after: str
    """Of the whole file: it may import more than before."""
    origin: str
    """In words: "list-membership-in-loop", "numba", the name of a model."""
    rules: tuple[str, ...] = ()
    """Slugs of the rules that it comes from."""
    note: str = ""
    """What was changed, in one sentence for people."""


@dataclass(frozen=True, slots=True)
class Task:
    """The function to make faster, and all that a source may go by."""

    path: str
    """Absolute."""
    function: str
    """Qualified name, `Class.method`."""
    text: str
    """Of the whole file."""
    root: str
    """The project's folder."""
    interpreter: Interpreter
    """What the program runs in: it says which packages and which syntax there are."""
    findings: tuple[Finding, ...] = ()
    """Of the analysis, within the function, sorted by position."""
    tell: Callable[[str], None] = field(default=lambda _: None)
    """To be called with what a source is at, for progress. From any thread."""
    cancelled: Callable[[], bool] = field(default=lambda: False)
    """To be asked by what takes long."""


class SourceFailed(Exception):  # noqa: N818 - what happened
    """A source has no more candidates because something is wrong: a network, a budget. The message is for people."""


class CandidateSource(Protocol):
    """Proposes candidates. Both methods may be generators: each candidate is proved before the next is asked for."""

    @property
    def name(self) -> str:
        """In words: "rules"."""
        ...

    def candidates(self, task: Task, /) -> Iterable[Candidate]:
        """The first attempts, the most promising first. Raises SourceFailed."""
        ...

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Iterable[Candidate]:
        """Other candidates instead of its own that were refuted (`tried.proof.counterexample` says by what).

        Asked once, where any was refuted; () from a source that cannot learn. Raises SourceFailed.
        """
        ...


class Prove(Protocol):
    """Proves one rewrite; never raises for what the code does. None: it was called off."""

    def __call__(
        self, rewrite: Rewrite, /, *, on_progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> Proof | None: ...


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate with what came of its proof."""

    candidate: Candidate
    proof: Proof
    source: str
    repaired: bool = False
    """Whether it came in the second round."""

    @property
    def low(self) -> float:
        """The lower bound of its speedup; 0.0 where it was not measured."""
        speedup = self.proof.speedup
        return speedup.low if speedup is not None else 0.0

    @property
    def median(self) -> float:
        """The measured speedup; 0.0 where it was not measured."""
        speedup = self.proof.speedup
        return speedup.median if speedup is not None else 0.0


@dataclass(slots=True)
class Optimized:
    """What came of it."""

    accepted: list[Tried] = field(default_factory=list[Tried])
    """Proved: best first, by the lower bound of the speedup."""
    rejected: list[Tried] = field(default_factory=list[Tried])
    """Refuted or unproved, in the order in which they were tried."""
    surpassed: list[Tried] = field(default_factory=list[Tried])
    """Proved, but a part of the same changes alone is as fast."""
    alike: int = 0
    """Candidates left out because they are the original, or another candidate, written differently."""
    broken: int = 0
    """Candidates left out because they do not parse."""
    stopped: Literal["", "candidates", "seconds", "cancelled"] = ""
    """What came to its end before the candidates did."""
    notes: list[str] = field(default_factory=list[str])
    """Sources that failed, and why."""
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        return len(self.accepted) + len(self.rejected) + len(self.surpassed)


def optimize(
    task: Task,
    sources: Sequence[CandidateSource],
    prove: Prove,
    *,
    most: int = MOST_CANDIDATES,
    seconds: float = MOST_SECONDS,
    on_progress: Progress | None = None,
    on_tried: Callable[[Tried], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Optimized:
    """Prove the candidates of one source after the other, until `most` are tried or `seconds` are over.

    Each source has one round of repair of what was refuted; in the end what was proved is combined as far as it goes
    together. A proof that has begun is finished. `on_tried` is told of each as it is done. Raises SyntaxError where the
    text of the task does not parse.
    """
    began = clock()
    search = _Search(task, prove, most, began + seconds, clock, on_progress, on_tried)
    for source in sources:
        search.go_through(source.name, lambda own=source: own.candidates(task))
        refuted = [
            tried
            for tried in search.found.rejected
            if tried.source == source.name and tried.proof.verdict == "refuted" and not tried.repaired
        ]
        if refuted:
            search.go_through(source.name, lambda own=source, seen=refuted: own.repaired(task, seen), repaired=True)
    search.combine()
    search.rank()
    search.found.seconds = clock() - began
    return search.found


class _Search:
    def __init__(
        self,
        task: Task,
        prove: Prove,
        most: int,
        until: float,
        clock: Callable[[], float],
        on_progress: Progress | None,
        on_tried: Callable[[Tried], None] | None,
    ) -> None:
        self.found = Optimized()
        self._task = task
        self._prove = prove
        self._most = most
        self._until = until
        self._clock = clock
        self._on_progress = on_progress
        self._on_tried = on_tried
        self._known = {shape_of(task.text, task.function)}
        self._parts: dict[int, list[Tried]] = {}
        """What a combination was made of, by its id."""

    def go_through(self, name: str, ask: Callable[[], Iterable[Candidate]], *, repaired: bool = False) -> None:
        """Prove what a source proposes, as far as it is new."""
        if self._over():
            return
        try:
            for candidate in self._new(ask()):
                if self._over():
                    return
                self._try(candidate, name, repaired=repaired)
        except SourceFailed as failed:
            self.found.notes.append(f"{name}: {failed}")

    def combine(self) -> None:
        """Try together what was proved alone, as far as it changes different places."""
        parts = sorted(self.found.accepted, key=lambda tried: -tried.low)
        text = self._task.text
        edits: list[TextEdit] = []
        joined: list[Tried] = []
        for tried in parts:
            new = minimal_edits(text, tried.candidate.after, 0)
            if not any(_meet(one, other) for one in new for other in edits if one != other):
                edits = sorted({*edits, *new}, key=lambda edit: edit.span)
                joined.append(tried)
        if len(joined) < 2 or self._over():
            return
        candidate = Candidate(
            apply_edits(text, edits),
            " + ".join(tried.candidate.origin for tried in joined),
            tuple(dict.fromkeys(rule for tried in joined for rule in tried.candidate.rules)),
            "; ".join(tried.candidate.note for tried in joined if tried.candidate.note),
        )
        for new in self._new([candidate]):
            tried = self._try(new, "combined", repaired=False)
            if tried is not None:
                self._parts[id(tried)] = joined

    def _try(self, candidate: Candidate, source: str, *, repaired: bool) -> Tried | None:
        proof = self._proved(candidate)
        if proof is None or self._task.cancelled():  # what was called off says nothing about the candidate
            self.found.stopped = "cancelled"
            return None
        tried = Tried(candidate, proof, source, repaired)
        (self.found.accepted if proof.verdict == "proved" else self.found.rejected).append(tried)
        if self._on_tried is not None:
            self._on_tried(tried)
        return tried

    def _over(self) -> bool:
        found = self.found
        if not found.stopped:
            if self._task.cancelled():
                found.stopped = "cancelled"
            elif found.tried >= self._most:
                found.stopped = "candidates"
            elif self._clock() >= self._until:
                found.stopped = "seconds"
        return bool(found.stopped)

    def _new(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        for candidate in candidates:
            try:
                shape = shape_of(candidate.after, self._task.function)
            except (SyntaxError, ValueError, RecursionError):
                self.found.broken += 1
                continue
            if shape in self._known:
                self.found.alike += 1
            else:
                self._known.add(shape)
                yield candidate

    def _proved(self, candidate: Candidate) -> Proof | None:
        task = self._task
        function = outermost(task.function)
        rewrite = Rewrite(
            task.path, function, task.text, candidate.after, origin=candidate.origin, rules=candidate.rules
        )
        return self._prove(rewrite, on_progress=self._progress(candidate.origin), cancelled=task.cancelled)

    def _progress(self, origin: str) -> Progress | None:
        tell, number = self._on_progress, self.found.tried + 1
        if tell is None:
            return None
        return lambda what, done, total: tell(f"candidate {number}, {origin}: {what}", done, total)

    def rank(self) -> None:
        """Best first; what is no faster than a part of its own changes goes aside."""
        found = self.found
        ranked = sorted(found.accepted, key=lambda tried: -tried.low)
        found.accepted = []
        for tried in ranked:
            rules = set(tried.candidate.rules)
            parts = self._parts.get(id(tried)) or [
                other for other in ranked if other.candidate.rules and set(other.candidate.rules) < rules
            ]
            if any(part.median >= tried.median for part in parts):
                found.surpassed.append(tried)
            else:
                found.accepted.append(tried)


def _meet(one: TextEdit, other: TextEdit) -> bool:
    """Do two edits overlap, or touch, so that their order would count?"""
    return one.span.start <= other.span.end and other.span.start <= one.span.end
