"""What the client can do, as far as we ask."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from .convert import Columns

__all__ = ["Client"]


class Client:
    """Capabilities read once, under the names of the questions that the features ask."""

    def __init__(self, capabilities: types.ClientCapabilities, columns: Columns) -> None:
        def can(path: str, default: Any = False) -> Any:
            return get_capability(capabilities, path, default)

        self.columns = columns
        self.takes_code_actions = can("text_document.code_action.code_action_literal_support", None) is not None
        self.resolves_edits = "edit" in can("text_document.code_action.resolve_support.properties", ())
        self.keeps_action_data = bool(can("text_document.code_action.data_support"))
        self.shows_disabled = bool(can("text_document.code_action.disabled_support"))
        self.versioned_edits = bool(can("workspace.workspace_edit.document_changes"))
        self.applies_edits = bool(can("workspace.apply_edit"))
        self.related_information = bool(can("text_document.publish_diagnostics.related_information"))
        tags = can("text_document.publish_diagnostics.tag_support", None)
        self.diagnostic_tags = tags is not None and tags is not False
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
