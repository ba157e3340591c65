"""workspace/diagnostic: the findings of files that are not open, where the setting `workspace-diagnostics` is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from ..answers import Deferred
    from ..language_server import SlowspotServer

__all__ = ["workspace_diagnostic"]


def workspace_diagnostic(ls: SlowspotServer, params: types.WorkspaceDiagnosticParams) -> Deferred:
    """Answer once something differs from what the client shows; it asks again after each answer."""
    known = ((each.uri, each.value) for each in params.previous_result_ids)
    return ls.closed_files.request(known, params.partial_result_token)
