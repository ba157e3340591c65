"""A language model as a source of candidates: what it proposes is turned away at a door, or handed on to be proved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from ...analyzers.proving.interpreters import Interpreter
from ...analyzers.proving.proofs.optimizing import Candidate, SourceFailed, Task, Tried
from .asking import Asker
from .cases import cases_for
from .failures import AiError, Cancelled
from .gate import Refusal, admitted
from .masking import CannotRestore, Masking
from .measured_words import profile_words
from .prompts import Message, Question, Rejected, proposing, repairing
from .replies import Format, Proposal, proposals_in
from .seen_words import seen_words
from .settings import AiSettings, Consent, consent_for
from .splicing import spliced
from .surroundings import NoSuchFunction, place_of

__all__ = ["ModelSource", "question_of"]

_PACKAGES = ("numba", "numpy", "pandas", "polars", "scipy")
_MOST_REPAIRED = 4


class ModelSource:
    """Satisfies `CandidateSource`: asked once for candidates, and once for repaired ones."""

    def __init__(self, consent: Consent, *, asker: Asker | None = None) -> None:
        self.name = consent.settings.model
        self.refused: list[str] = []
        """Proposals that were turned away before anything of them ran, and why."""
        self._consent = consent
        self._asker = asker
        self._question: Question | None = None
        self._codes: dict[str, str] = {}
        """What was proposed, by the text of the whole module that it makes."""
        self._doors: list[Rejected] = []

    @classmethod
    def for_path(cls, path: str) -> ModelSource:
        """The model of the workspace that a file belongs to. Raises AiError where none is turned on."""
        return cls(consent_for(path))

    def candidates(self, task: Task, /) -> Iterator[Candidate]:
        """Ask for candidates. Raises SourceFailed."""
        self._codes.clear()
        self._doors.clear()
        try:
            question = self._question = question_of(task, self._consent.settings)
        except NoSuchFunction as error:
            raise SourceFailed(str(error)) from None
        yield from self._asked(task, question, "propose", lambda form: proposing(question, form))

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Iterator[Candidate]:
        """Ask once more, with what refuted the first ones. Raises SourceFailed."""
        question = self._question
        if question is None:
            return
        rejected = [
            Rejected(self._codes[tried.candidate.after], _why(tried))
            for tried in refuted
            if tried.candidate.after in self._codes
        ][:_MOST_REPAIRED]
        rejected += self._doors[: _MOST_REPAIRED - len(rejected)]
        if rejected:
            yield from self._asked(task, question, "repair", lambda form: repairing(question, rejected, form))

    def _asked(
        self, task: Task, question: Question, purpose: str, messages: Callable[[Format], list[Message]]
    ) -> Iterator[Candidate]:
        if self._asker is None:
            self._asker = Asker(self._consent, tell=task.tell, cancelled=task.cancelled)
        try:
            reply = self._asker.ask(
                "repair" if purpose == "repair" else "propose",
                task.function,
                messages,
                usable=lambda text: bool(proposals_in(text)) or (purpose == "repair" and _proposes_none(text)),
            )
        except Cancelled:
            return
        except AiError as error:
            raise SourceFailed(str(error)) from None
        for proposal in proposals_in(reply.text):
            candidate = self._candidate(task, question, proposal)
            if candidate is not None:
                yield candidate

    def _candidate(self, task: Task, question: Question, proposal: Proposal) -> Candidate | None:
        try:
            code = question.masking.restored(proposal.code)
            after = spliced(admitted(code, question.place), question.place)
        except (Refusal, CannotRestore, RecursionError) as why:
            told = str(why) if not isinstance(why, RecursionError) else "is nested too deeply"
            self.refused.append(f"{proposal.change or 'a proposal'}: {told}")
            self._doors.append(Rejected(proposal.code, f"it was not tried: it {told}"))
            task.tell(f"{self.name}: a proposal is not tried: it {told}")
            return None
        self._codes[after] = code
        return Candidate(after, self.name, (), proposal.change)


def question_of(task: Task, settings: AiSettings) -> Question:
    """All that would be told of a function. Raises NoSuchFunction."""
    place = place_of(task.text, task.function)
    first = place.first_line
    findings = [
        f"line {finding.span.start.line + 2 - first}: `{finding.rule.slug}`: {finding.message}"
        for finding in task.findings
    ]
    rules = [finding.rule.slug for finding in task.findings]
    return Question(
        place=place,
        function=task.function,
        python=_python_words(task.interpreter),
        findings=findings,
        profile=profile_words(task.path, task.text, task.function),
        seen=seen_words(task.root, task.path, task.function, place.node),
        cases=cases_for(rules, place.source, task.interpreter.version),
        candidates=settings.candidates,
        masking=Masking(task.text),
    )


def _python_words(interpreter: Interpreter) -> str:
    name = "CPython" if interpreter.implementation == "cpython" else "PyPy"
    version = ".".join(map(str, interpreter.version))
    # Seen from outside: nothing is started for it.
    prefix = os.path.dirname(os.path.dirname(os.path.abspath(interpreter.executable)))
    folder = os.path.join(prefix, "lib", f"python{version}", "site-packages")
    packages = [package for package in _PACKAGES if os.path.isdir(os.path.join(folder, package))]
    return f"{name} {version}" + (f" with {', '.join(packages)}" if packages else ", the standard library alone")


def _why(tried: Tried) -> str:
    found = tried.proof.counterexample
    if found is None:
        return tried.proof.reason
    inputs = tried.proof.inputs
    if inputs.get("replayed") or inputs.get("varied"):
        # Values of a recorded run are the user's data, and nobody saw them in the preview.
        return "it differs from the original on arguments of a recorded run, whose values are not shown"
    return f"{found.call}: the original {found.before}, the rewrite {found.after} ({found.difference})"


def _proposes_none(text: str) -> bool:
    return '"candidates"' in text and "[]" in text.replace(" ", "").replace("\n", "")
