"""textDocument/codeAction: quick fixes, "ignore on this line", all safe fixes at once. Edits come at resolve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..convert import joined, span_from_client, workspace_edit
from .commands import PROVE
from .explaining_action import explaining_actions
from .ignoring_action import IGNORE_KIND, diagnostic_on, edit_of, ignore_title, reasons_asked
from .optimizing_action import optimizing_action

if TYPE_CHECKING:
    from ...analyzers.findings import Finding, Span, TextEdit
    from ..documents import OpenDocument
    from ..language_server import SlowspotServer

__all__ = ["FIX_ALL", "OPTIONS", "code_action", "edit_for"]

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.slowspot"

NOTEBOOK_FIX_ALL = f"notebook.{FIX_ALL}"
"""VS Code asks for it on saving a notebook, once and for one of the cells; for what is not below `notebook` of each."""

PROVE_KIND = types.CodeActionKind.RefactorRewrite
"""Of proving a fix that is safe anyway."""

OPTIONS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, PROVE_KIND, FIX_ALL, NOTEBOOK_FIX_ALL], resolve_provider=True
)

VERIFIED_LINES = 300
"""A fix in a statement of up to so many lines is built before it is offered, so that none is offered and then declined:
3 to 10 ms in a function of 10 lines, also in a document of 10,000, and 40 ms in one of 300."""
VERIFIED_FIXES = 10
"""With more fixes at once, as for a whole text that is selected, that would delay the keystrokes behind it: they are
built when chosen, as those in longer statements are."""


def code_action(ls: SlowspotServer, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    document = ls.open_document(params.text_document.uri)
    if document is None or not ls.client.takes_code_actions:
        return None
    actions: list[types.CodeAction] = []
    quick = _wanted(types.CodeActionKind.QuickFix, params.context)
    proves = _wanted(PROVE_KIND, params.context)
    ignores = _wanted(IGNORE_KIND, params.context)
    if quick or proves or ignores:
        selected = document.span(params.range)
        touched = list(_touching(document.findings, selected))
        if ls.check_proofs(document, touched):
            touched = list(_touching(document.findings, selected))
        diagnostics = _by_place(params.context.diagnostics, document, ls)
        for finding in touched:
            if finding.safety is not None and _holds(ls, document, finding, among=len(touched)):
                actions += _fixes(ls, document, finding, diagnostics, quick=quick, proves=proves)
            elif quick and ls.client.shows_disabled:
                actions += _withdrawn(document, finding, diagnostics)
        if proves and (params.context.only or params.context.trigger_kind == types.CodeActionTriggerKind.Invoked):
            actions += optimizing_action(ls, document, selected)
        if quick and params.context.trigger_kind != types.CodeActionTriggerKind.Automatic:
            actions += explaining_actions(document, touched)
        if ignores:
            actions += [_ignore(ls, document, finding, diagnostics) for finding in touched]
        if quick:
            actions += _reasons(ls, document, selected, params.context.diagnostics)
    if _wanted(FIX_ALL, params.context) and any(finding.safety == "safe" for finding in document.findings):
        by_itself = params.context.only or params.context.trigger_kind != types.CodeActionTriggerKind.Automatic
        if by_itself and (params.context.only or _lazy(ls)):
            actions.append(_fix_all(ls, document))
    in_notebook = document.whole is not document and params.context.only and _wanted(NOTEBOOK_FIX_ALL, params.context)
    if in_notebook and any(finding.safety == "safe" for finding in document.whole.findings):
        actions.append(_fix_all(ls, document, NOTEBOOK_FIX_ALL))
    return [it for it in actions if it.edit is not None or it.command or it.disabled or _lazy(ls)]


def edit_for(ls: SlowspotServer, document: OpenDocument, data: dict[str, Any]) -> types.WorkspaceEdit | None:
    """The edit of an action that was offered with this data. None: declined, or nothing is left to change.

    Raises LookupError where the finding is gone.
    """
    fixer = ls.late.fixer
    parts: Sequence[tuple[OpenDocument, Sequence[TextEdit]]] | None
    if data["action"] == "fix-all":
        parts = fixer.fix_all(document, everywhere=bool(data.get("everywhere")))
    elif data["action"] == "reason":
        return edit_of(ls, document, data, None)
    else:
        finding = _find(document, data)
        if data["action"] == "ignore":
            return edit_of(ls, document, data, finding)
        fix = fixer.fix(document, finding)
        parts = document.placed(fix.edits) if fix is not None else None
    if not parts:
        return None
    client = ls.client
    return joined(
        workspace_edit(own, part.lines, client.columns, part.uri, part.version if client.versioned_edits else None)
        for part, own in parts
    )


def _wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Whether a kind is one of those asked for, or below one."""
    if context.only is None:
        return True
    asked = [str(getattr(wish, "value", wish)) for wish in context.only]
    return any(not wish or kind == wish or kind.startswith(wish + ".") for wish in asked)


def _touching(findings: Sequence[Finding], selected: Span) -> Iterator[Finding]:
    for finding in findings:
        if finding.span.start <= selected.end and selected.start <= finding.span.end:
            yield finding


def _by_place(
    diagnostics: Sequence[types.Diagnostic], document: OpenDocument, ls: SlowspotServer
) -> dict[tuple[Any, Span], types.Diagnostic]:
    lines = document.document.lines
    return {(item.code, span_from_client(lines, item.range, ls.client.columns)): item for item in diagnostics}


def _lazy(ls: SlowspotServer) -> bool:
    return ls.client.resolves_edits and ls.client.keeps_action_data


def _holds(ls: SlowspotServer, document: OpenDocument, finding: Finding, among: int) -> bool:
    """Whether a fix can be offered: it was built and not declined, or building it would take too long here."""
    too_long = document.document.block_at(finding.span.start.line).count > VERIFIED_LINES
    if _lazy(ls) and (too_long or among > VERIFIED_FIXES):
        return True
    return ls.late.fixer.fix(document, finding) is not None


def _action(
    ls: SlowspotServer, document: OpenDocument, title: str, kind: str, data: dict[str, Any]
) -> types.CodeAction:
    data = {"uri": document.uri, "version": document.version, **data}
    action = types.CodeAction(title=title, kind=kind)
    if _lazy(ls):
        action.data = data
    else:
        action.edit = edit_for(ls, document, data)
    return action


def _about(name: str, finding: Finding) -> dict[str, Any]:
    (line, column), (end_line, end_column) = finding.span
    return {"action": name, "rule": finding.rule.slug, "span": [line, column, end_line, end_column]}


def _find(document: OpenDocument, data: dict[str, Any]) -> Finding:
    for finding in document.findings:
        if _about(data["action"], finding) == {key: data[key] for key in ("action", "rule", "span")}:
            return finding
    raise LookupError(f"{data['rule']} is no longer found there")


def _fixes(
    ls: SlowspotServer,
    document: OpenDocument,
    finding: Finding,
    diagnostics: dict[tuple[Any, Span], types.Diagnostic],
    *,
    quick: bool,
    proves: bool,
) -> Iterator[types.CodeAction]:
    """The fix, with what its proof says in its title; and where that is not that it holds, an offer to prove it.

    To prove a fix that wants a look is a quick fix, too; to prove a safe one is for those who want figures.
    """
    name = finding.rule.title or f"Fix {finding.rule.slug}"
    stored = ls.proof_of(document, finding)
    said, proved = "", False
    if stored is not None:
        # Late: most projects have no proofs.
        from ...analyzers.proving.proofs.wording import title as said_of

        said, proved = said_of(stored.proof), stored.proof.verdict == "proved"
    diagnostic = diagnostics.get((finding.rule.slug, finding.span))
    elsewhere = _elsewhere(ls, document, finding)
    review = f"review: {finding.reason.rstrip('.')}" if finding.safety == "review" and not proved else ""
    if quick:
        about = "; ".join(filter(None, [said, review, elsewhere]))
        title = f"{name} ({about})" if about else name
        action = _action(ls, document, title, types.CodeActionKind.QuickFix, _about("fix", finding))
        action.diagnostics = [diagnostic] if diagnostic else None
        action.is_preferred = True if proved or finding.safety == "safe" else None
        yield action
    kind = types.CodeActionKind.QuickFix if finding.safety == "review" else PROVE_KIND
    wanted = quick if kind == types.CodeActionKind.QuickFix else proves
    if wanted and not proved and finding.function and document.uri.startswith("file:"):
        again = " again" if stored is not None else ""
        apply = finding.safety == "review"
        title = f"Prove{again}, then apply: {name}" if apply else f"Prove{again}: {name}"
        asked = {**_about("prove", finding), "uri": document.uri, "apply": apply}
        command = types.Command(title=title, command=PROVE, arguments=[asked])
        yield types.CodeAction(
            title=title, kind=kind, command=command, diagnostics=[diagnostic] if diagnostic else None
        )


def _elsewhere(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> str:
    """Says that a fix changes other cells of a notebook, too: they must be run again, and are perhaps not in view."""
    if document.whole is document:
        return ""
    fix = ls.late.fixer.fix(document, finding)
    parts = document.placed(fix.edits) if fix is not None else None
    return "changes another cell, too" if any(part is not document for part, _ in parts or ()) else ""


def _withdrawn(
    document: OpenDocument, finding: Finding, diagnostics: dict[tuple[Any, Span], types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """A fix that cannot be chosen, with the reason, where a proof has withdrawn it."""
    known = document.scored.get(id(finding.match))
    if known is None or known.proof is None:
        return
    # Late: as above.
    from ...analyzers.proving.proofs.standing import withdrawn

    reason = withdrawn(known.proof.proof)
    if reason:
        diagnostic = diagnostics.get((finding.rule.slug, finding.span))
        yield types.CodeAction(
            title=finding.rule.title or f"Fix {finding.rule.slug}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic] if diagnostic else None,
            disabled=types.CodeActionDisabled(reason=f"Withdrawn here: {reason}"),
        )


def _ignore(
    ls: SlowspotServer,
    document: OpenDocument,
    finding: Finding,
    diagnostics: dict[tuple[Any, Span], types.Diagnostic],
) -> types.CodeAction:
    action = _action(ls, document, ignore_title(finding), IGNORE_KIND, _about("ignore", finding))
    diagnostic = diagnostics.get((finding.rule.slug, finding.span))
    action.diagnostics = [diagnostic] if diagnostic else None
    return action


def _reasons(
    ls: SlowspotServer, document: OpenDocument, selected: Span, diagnostics: Sequence[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    for note in reasons_asked(document, selected):
        asked = {"action": "reason", "line": note.line}
        action = _action(ls, document, "Say why this is ignored", types.CodeActionKind.QuickFix, asked)
        action.diagnostics = diagnostic_on(diagnostics, note)
        yield action


def _fix_all(ls: SlowspotServer, document: OpenDocument, kind: str = FIX_ALL) -> types.CodeAction:
    data = {"action": "fix-all", **({"everywhere": True} if kind == NOTEBOOK_FIX_ALL else {})}
    return _action(ls, document, "Slowspot: fix all that is safe", kind, data)
