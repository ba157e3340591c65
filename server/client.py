"""What the client can do, as far as we ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from .convert import COLUMNS, Looks

__all__ = ["Client", "leave_out"]

_CAPABILITY = re.compile(r"@ message\.params\.capabilities\.([\w.]+)")


class Client:
    """Capabilities read once, under the names of the questions that the features ask."""

    def __init__(self, capabilities: types.ClientCapabilities, encoding: str, *, prefers_pull: bool = False) -> None:
        """`prefers_pull`: of a client that can do both, whether it said that it will ask for diagnostics."""

        def can(path: str, default: Any = False) -> Any:
            return get_capability(capabilities, path, default)

        self.columns = COLUMNS[encoding]
        self.takes_code_actions = can("text_document.code_action.code_action_literal_support", None) is not None
        self.resolves_edits = "edit" in can("text_document.code_action.resolve_support.properties", ())
        self.keeps_action_data = bool(can("text_document.code_action.data_support"))
        self.shows_disabled = bool(can("text_document.code_action.disabled_support"))
        self.versioned_edits = bool(can("workspace.workspace_edit.document_changes"))
        self.edits_snippets = self.versioned_edits and bool(can("workspace.workspace_edit.snippet_edit_support"))
        self.applies_edits = bool(can("workspace.apply_edit"))
        pulls = can("text_document.diagnostic", None) is not None
        pushed = can("text_document.publish_diagnostics", None) is not None
        self.pulled = pulls and (prefers_pull or not pushed)
        """Whether it asks for diagnostics, and is sent none: with both it would show everything twice."""
        self.registers_pull = self.pulled and bool(can("text_document.diagnostic.dynamic_registration"))
        self.refreshes_diagnostics = bool(can("workspace.diagnostics.refresh_support"))
        both = ("text_document.publish_diagnostics", "text_document.diagnostic")
        self.looks = Looks(
            encoding,
            related_information=any(can(f"{each}.related_information") for each in both),
            code_description=any(can(f"{each}.code_description_support") for each in both),
            tags=any(can(f"{each}.tag_support", None) not in (None, False) for each in both),
        )
        formats = can("text_document.hover.content_format", None) or [types.MarkupKind.Markdown]
        self.hover_format = next(
            (kind for kind in formats if kind in (types.MarkupKind.Markdown, types.MarkupKind.PlainText)),
            types.MarkupKind.PlainText,
        )
        self.pulls_configuration = bool(can("workspace.configuration"))
        self.registers_configuration = bool(can("workspace.did_change_configuration.dynamic_registration"))
        self.registers_watchers = bool(can("workspace.did_change_watched_files.dynamic_registration"))
        self.refreshes_lenses = bool(can("workspace.code_lens.refresh_support"))
        self.refreshes_hints = bool(can("workspace.inlay_hint.refresh_support"))
        self.shows_progress = bool(can("window.work_done_progress"))
        self.shows_documents = bool(can("window.show_document.support"))
        self.takes_content_modified = can("general.stale_request_support", None) is not None


def leave_out(message: Mapping[str, Any], problems: Sequence[str]) -> bool:
    """Take those capabilities out of an `initialize` message that are not as the protocol has them.

    Such a client has something of the kind, but not in the form that we know: it is served as if it had nothing, which
    is better than not at all. Returns whether anything was taken out.
    """
    found = False
    for problem in problems:
        match = _CAPABILITY.search(problem)
        params = message.get("params")
        table = params.get("capabilities") if isinstance(params, dict) else None
        above: tuple[dict[str, Any], str] | None = None
        for name in match[1].split(".") if match else ():
            key = re.sub("_([a-z])", lambda letter: letter[1].upper(), name)
            if not isinstance(table, dict) or key not in table:
                break
            above = table, key
            table = table[key]
        if above is not None:
            # Of a field that is missing, what should have held it.
            del above[0][above[1]]
            found = True
    return found
