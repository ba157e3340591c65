"""Settings from the editor: pulled where the client can be asked, else as pushed; and watched settings files."""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..memory import start_collection
from ..settings import SECTION

if TYPE_CHECKING:
    from ..language_server import SlowspotServer

__all__ = ["did_change_configuration", "did_change_watched_files", "initialized", "pull_configuration"]

logger = logging.getLogger(__name__)

WATCHED = ("**/pyproject.toml", "**/slowspot.toml", "**/ruff.toml", "**/.ruff.toml", "**/.gitignore")
SOURCES = ("**/*.py", "**/*.pyw", "**/*.ipynb")
STORES = "**/.slowspot/**"


def initialized(ls: SlowspotServer, params: types.InitializedParams) -> None:
    """Begin what `initialize` was answered without: loading the rules, asking for settings."""
    start_collection()
    ls.late.start()
    pull_configuration(ls)
    # Late: 3 ms of the start.
    from ..analyzing_workspace import show_progress

    ls.index.start(lambda: show_progress(ls))
    registrations: list[types.Registration] = []
    if ls.client.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
    if ls.client.registers_watchers:
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in (*WATCHED, *SOURCES, STORES)]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    else:
        ls.keep_looking_at_profiles()
    if ls.client.registers_pull:
        registrations.append(ls.closed_files.registration())
    if registrations:
        answer = ls.client_register_capability(types.RegistrationParams(registrations=registrations))
        answer.add_done_callback(_log_refusal)


def did_change_configuration(ls: SlowspotServer, params: types.DidChangeConfigurationParams) -> None:
    if ls.client.pulls_configuration:
        pull_configuration(ls)
    else:
        ls.settings.replace_common(params.settings)
        ls.rescope()
        ls.index.rescope()
        ls.closed_files.follow_settings()
        ls.redisplay()


def did_change_watched_files(ls: SlowspotServer, params: types.DidChangeWatchedFilesParams) -> None:
    uris = {ls.key(event.uri) for event in params.changes}
    stores = {uri for uri in uris if "/.slowspot" in uri}
    sources = {uri for uri in uris - stores if uri.endswith((".py", ".pyw", ".ipynb"))}
    if stores:
        ls.look_at_profiles(moved=True)
        ls.index.rescope()
    if sources:
        ls.index.look(sources)
    if uris - stores - sources:
        ls.rescope()
        ls.index.rescope()


def pull_configuration(ls: SlowspotServer) -> None:
    """Ask the client for the section, for each folder and for what lies in none; the answer takes effect later."""
    if not ls.client.pulls_configuration:
        return
    scopes: list[str | None] = [None, *ls.settings.folder_uris()]
    items = [types.ConfigurationItem(scope_uri=scope, section=SECTION) for scope in scopes]

    def take(answer: Future[Any]) -> None:
        ls.settings.told = True
        try:
            tables = answer.result()
        except (JsonRpcException, CancelledError) as error:
            logger.warning("the client did not tell its settings: %s", error)
            return
        for scope, table in zip(scopes, tables or (), strict=False):
            ls.settings.replace_folder(scope, table)
        ls.rescope()
        ls.index.rescope()
        ls.closed_files.follow_settings()
        ls.redisplay()

    ls.settings.told = False
    ls.workspace_configuration(types.ConfigurationParams(items=items)).add_done_callback(take)


def _registration(method: str, options: Any) -> types.Registration:
    return types.Registration(id=f"slowspot/{method}", method=method, register_options=options)


def _log_refusal(answer: Future[Any]) -> None:
    if not answer.cancelled() and (error := answer.exception()) is not None:
        logger.warning("the client does not watch for us: %s", error)
