"""codeAction/resolve: the edit of an action that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from .code_action import edit_for

if TYPE_CHECKING:
    from ..language_server import SlowspotServer

__all__ = ["resolve"]

DECLINED = "This cannot be rewritten here without losing a comment or changing what the code does"


def resolve(ls: SlowspotServer, params: types.CodeAction) -> types.CodeAction:
    data = params.data
    if data is None and (params.command is not None or params.disabled is not None):
        return params  # nothing to add: clients ask about every action without an edit
    if not isinstance(data, Mapping) or "uri" not in data or "action" not in data:
        raise JsonRpcInvalidParams("not an action of this server")
    document = ls.open_document(data["uri"])
    if document is None:
        raise JsonRpcContentModified("the document has been closed")
    try:
        params.edit = edit_for(ls, document, dict(data))
    except LookupError as error:
        # The text changed since the action was offered.
        raise JsonRpcContentModified(str(error)) from None
    if params.edit is None and ls.client.shows_disabled:
        params.disabled = types.CodeActionDisabled(reason=DECLINED)
    return params
