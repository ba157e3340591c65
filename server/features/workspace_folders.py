"""workspace/didChangeWorkspaceFolders: pygls keeps the list; other settings may hold from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from .configuration import pull_configuration

if TYPE_CHECKING:
    from ..language_server import SlowspotServer

__all__ = ["did_change_workspace_folders"]


def did_change_workspace_folders(ls: SlowspotServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.look_at_profiles(moved=True)
    ls.rescope()
    ls.index.rescope()
    pull_configuration(ls)
