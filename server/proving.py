"""Proves the fix of a finding, because a command asked for it, and applies it where that was asked for, too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from ..analyzers.findings import Position, Span
from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.identity import edited
from ..analyzers.proving.proofs.proof import Effort, Proof, Rewrite
from ..analyzers.proving.proofs.prove import Cancelled, prove
from ..analyzers.proving.proofs.rewrites import NoRewrite, from_finding
from ..analyzers.proving.proofs.store import ProofStore, ProofStoreError
from ..analyzers.proving.proofs.wording import as_json, from_json, title
from .commission import Commission, apply_edits, carry_out
from .interpreters import interpreter_for

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from .documents import OpenDocument
    from .language_server import SlowspotServer
    from .progress import Progress

__all__ = ["Wish", "prove_fix", "wish_of"]

USUAL = Effort()
MOST_SECONDS = 600.0
MOST_INPUTS = 10_000
CALLED_OFF = "called off"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which fix to prove, and whether to apply it when it is proved."""

    uri: str
    rule: str | None
    span: Span | None
    line: int | None
    """From 0: the first finding with a fix that touches it, where there is no span."""
    apply: bool
    effort: Effort


@dataclass(frozen=True, slots=True)
class _Work:
    """What a thread needs, read from the document before it may change."""

    rewrite: Rewrite
    finding: Finding
    root: str
    python: str
    effort: Effort


class _Proved(NamedTuple):
    proof: Proof
    problem: str = ""
    """What is wrong with keeping it."""


def wish_of(given: Any) -> Wish:
    """Read `{"uri", "rule", "span" | "line", "apply", "seconds", "inputs"}`. Raises ValueError: what is wrong."""
    if not isinstance(given, Mapping) or not isinstance(given.get("uri"), str):
        raise ValueError("needs a table with the uri of an open file, and the span or line of a finding")
    span, line, rule = given.get("span"), given.get("line"), given.get("rule")
    if rule is not None and not isinstance(rule, str):
        raise ValueError(f"rule must be the name of one, not {rule!r}")
    if span is not None:
        if not isinstance(span, (list, tuple)) or len(span) != 4 or not all(type(number) is int for number in span):
            raise ValueError(f"span must be four numbers, as the action of a finding has them, not {span!r}")
        span = Span(Position(*span[:2]), Position(*span[2:]))
    elif type(line) is not int or line < 0:
        raise ValueError(f"line must be a number from 0 on, not {line!r}")
    seconds, inputs = given.get("seconds", USUAL.seconds), given.get("inputs", USUAL.inputs)
    if type(seconds) not in (int, float) or not 0 < seconds <= MOST_SECONDS:
        raise ValueError(f"seconds must be a number up to {MOST_SECONDS:g}, not {seconds!r}")
    if type(inputs) is not int or not 0 < inputs <= MOST_INPUTS:
        raise ValueError(f"inputs must be a number up to {MOST_INPUTS}, not {inputs!r}")
    effort = Effort(inputs=inputs, seconds=float(seconds))
    return Wish(given["uri"], rule, span, None if span is not None else line, given.get("apply") is True, effort)


async def prove_fix(ls: SlowspotServer, wish: Wish, token: types.ProgressToken | None) -> dict[str, Any]:
    """Prove a fix and keep the proof.

    The answer is {"verdict", "title", "applied", …} as schema slowspot.proof/1. Calling it off ends all that was
    started, and keeps nothing. Raises ValueError where there is no such fix.
    """
    document, finding, work = _begin(ls, wish)
    name = f"{finding.rule.title or finding.rule.slug} in {work.rewrite.function}"
    key = edited(document.document, finding.function, _edits(ls, document, finding)).key

    async def finish(proved: _Proved | None) -> dict[str, Any]:
        if proved is None:
            return {"verdict": "unproved", "reason": CALLED_OFF, "title": CALLED_OFF, "applied": False}
        return await _finish(ls, wish, work, key, name, proved)

    commission = Commission(
        name, "proved", f"Proving: {name}",
        work=lambda shown: _work(work, shown),
        summary=lambda proved: title(proved.proof) if proved is not None else CALLED_OFF,
        finish=finish, expected=(UnusableInterpreter,),
    )  # fmt: skip
    return await carry_out(ls, commission, token)


def _begin(ls: SlowspotServer, wish: Wish) -> tuple[OpenDocument, Finding, _Work]:
    """Find the finding, build its fix. Raises ValueError."""
    document = ls.open_document(wish.uri)
    if document is None:
        raise ValueError(f"{wish.uri} is not open")
    if not document.uri.startswith("file:") or not os.path.exists(document.path):
        raise ValueError("the file is not on this machine: save it first")
    finding = _find(ls, document, wish)
    fix = ls.late.fixer.fix(document, finding)
    if fix is None:
        raise ValueError(f"{finding.rule.slug} cannot be rewritten here")
    try:
        rewrite = from_finding(document.path, document.document, finding, fix)
    except NoRewrite as error:
        raise ValueError(str(error)) from None
    root = ls.profiles.root_of(document.path)
    python = interpreter_for(document.path, ls.settings.interpreter(document.path), root)
    return document, finding, _Work(rewrite, finding, root, python, wish.effort)


def _find(ls: SlowspotServer, document: OpenDocument, wish: Wish) -> Finding:
    for finding in document.findings:
        if wish.rule is not None and finding.rule.slug != wish.rule:
            continue
        here = finding.span == wish.span
        if wish.line is not None:
            here = finding.span.start.line <= wish.line <= finding.span.end.line and finding.safety is not None
        if here:
            return finding
    raise ValueError("the finding is no longer there" if wish.span else "there is no finding with a fix on this line")


async def _finish(ls: SlowspotServer, wish: Wish, work: _Work, key: str, name: str, proved: _Proved) -> dict[str, Any]:
    """Tell the user, and apply the fix where that was wished and it is proved."""
    proof, problem = proved
    ls.look_at_proofs()
    told, applied = f"{name}: {title(proof)}", False
    if wish.apply and proof.verdict == "proved":
        applied, said = await _apply(ls, wish.uri, work, key, proof)
        told += f"; {said}"
    elif proof.verdict != "proved" and proof.reason not in told:
        told += f". {proof.reason}"
    ls.show(
        types.MessageType.Warning if proof.verdict == "refuted" or problem else types.MessageType.Info, told + problem
    )
    return {**as_json(proof), "title": title(proof), "applied": applied}


def _work(work: _Work, shown: Progress) -> _Proved | None:
    """What takes long: in a thread. None where it was called off."""

    def on_progress(what: str, done: int, total: int) -> None:
        shown.report(f"{what} {done:,} of {total:,}" if total else what)

    interpreter = probe(work.python)
    try:
        proof = prove(
            work.rewrite, interpreter, work.effort, root=work.root, on_progress=on_progress, cancelled=shown.cancelled
        )
    except Cancelled:
        return None
    if shown.cancelled():  # at its end: what was measured then may be of processes that were ended
        return None
    proof = from_json(as_json(proof), work.rewrite)  # to the digits that are kept: titles say the same from now on
    try:
        ProofStore(work.root).add(proof, [work.finding])
    except ProofStoreError as error:
        return _Proved(proof, f" (the proof cannot be kept: {error})")
    return _Proved(proof)


async def _apply(ls: SlowspotServer, uri: str, work: _Work, key: str, proof: Proof) -> tuple[bool, str]:
    """Have the client apply the fix, if the function is still the one that was proved; and what to say of it."""
    document = ls.open_document(uri)
    if document is None:
        return False, "not applied: the file was closed meanwhile"
    for finding in document.findings:
        if finding.rule is work.finding.rule and finding.function == work.finding.function:
            edits = _edits(ls, document, finding)
            if edits and edited(document.document, finding.function, edits).key == key:
                break
    else:
        return False, "not applied: the function was changed meanwhile"
    if not ls.client.applies_edits:
        return False, "apply it by its quick fix"
    label = f"{finding.rule.title or finding.rule.slug} ({title(proof)})"
    return await apply_edits(ls, document, edits, label)


def _edits(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> tuple[Any, ...]:
    fix = ls.late.fixer.fix(document, finding)
    return fix.edits if fix is not None else ()
