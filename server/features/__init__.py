"""One file per feature of the protocol; `FEATURES` is what the server registers."""

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from . import (
    code_action,
    code_action_resolve,
    code_lens,
    configuration,
    hover,
    inlay_hint,
    notebook_synchronization,
    pull_diagnostics,
    text_synchronization,
    workspace_diagnostics,
    workspace_folders,
)

__all__ = ["FEATURES"]

# The first parameter of a handler must be called `ls`: with another name pygls does not hand in the server.
FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZED, configuration.initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, text_synchronization.did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, text_synchronization.did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, text_synchronization.did_save, types.SaveOptions(include_text=False)),
    (types.TEXT_DOCUMENT_DID_CLOSE, text_synchronization.did_close, None),
    (types.NOTEBOOK_DOCUMENT_DID_OPEN, notebook_synchronization.did_open, None),
    (types.NOTEBOOK_DOCUMENT_DID_CHANGE, notebook_synchronization.did_change, None),
    (types.NOTEBOOK_DOCUMENT_DID_CLOSE, notebook_synchronization.did_close, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, code_action.code_action, code_action.OPTIONS),
    (types.CODE_ACTION_RESOLVE, code_action_resolve.resolve, None),
    (types.TEXT_DOCUMENT_CODE_LENS, code_lens.code_lens, code_lens.OPTIONS),
    (types.TEXT_DOCUMENT_DIAGNOSTIC, pull_diagnostics.diagnostic, pull_diagnostics.OPTIONS),
    (types.WORKSPACE_DIAGNOSTIC, workspace_diagnostics.workspace_diagnostic, None),
    (types.TEXT_DOCUMENT_HOVER, hover.hover, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, inlay_hint.inlay_hint, inlay_hint.OPTIONS),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, configuration.did_change_watched_files, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, workspace_folders.did_change_workspace_folders, None),
)
