"""What another linter says is not said again; ignoring is one key; and a reason is asked for where a team wants it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from .session import rules, session

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
IGNORED = "def cheapest(prices):\n    return sorted(prices)[0]  # slowspot: ignore[sorted-first]{}\n"
REASONS = '[tool.slowspot]\nrequire-reason = true\n[tool.ruff.lint]\nselect = ["E"]\n'


async def test_what_ruff_reports_is_left_to_it_until_its_settings_change(tmp_path: Path) -> None:
    settings = tmp_path / "ruff.toml"
    settings.write_text('lint.select = ["FURB192"]\n', "utf-8")
    async with session(tmp_path) as s:
        assert rules(await s.open("shop.py", SLOW)) == []
        settings.write_text('lint.select = ["E"]\n', "utf-8")
        change = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
        s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        assert rules(await s.diagnostics_after("shop.py", 1)) == ["sorted-first"]
        [watched] = [it for it in s.client.registrations if it.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
        assert "**/.ruff.toml" in str(watched.register_options)


async def test_editor_can_have_both(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text('lint.select = ["FURB192"]\n', "utf-8")
    async with session(tmp_path, configuration={tmp_path.as_uri(): {"deferToRuff": False}}) as s:
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]


@pytest.mark.parametrize("editor", ["visual-studio-code", "neovim", "emacs"])
async def test_one_key_ignores(editor: str, tmp_path: Path) -> None:
    async with session(tmp_path, editor) as s:
        await s.open("shop.py", SLOW)
        [action] = await s.actions("shop.py", (1, 20), only=["quickfix.ignore.slowspot"])
        assert await s.result_of("shop.py", action) == IGNORED.format("")


async def test_reason_is_asked_for_and_missed_until_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(REASONS, "utf-8")
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        [action] = await s.actions("shop.py", (1, 20), only=["quickfix.ignore.slowspot"])
        text = await s.result_of("shop.py", action)
        assert text == IGNORED.format(" -- why?")

        [diagnostic] = await s.edit("shop.py", text)
        assert (diagnostic.code, diagnostic.severity) == ("missing-reason", types.DiagnosticSeverity.Warning)
        assert diagnostic.tags is None

        [diagnostic] = await s.edit("shop.py", IGNORED.format(""))
        [action] = await s.actions("shop.py", (1, 20))
        assert action.title == "Say why this is ignored"
        assert list(action.diagnostics or ()) == [diagnostic]
        assert await s.result_of("shop.py", action) == IGNORED.format(" -- why?")

        assert await s.edit("shop.py", IGNORED.format(" -- once a day")) == []


def with_snippets(capabilities: types.ClientCapabilities) -> None:
    assert capabilities.workspace is not None
    assert capabilities.workspace.workspace_edit is not None
    capabilities.workspace.workspace_edit.snippet_edit_support = True


async def test_reason_is_typed_into_a_placeholder_where_the_editor_has_them(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(REASONS, "utf-8")
    async with session(tmp_path, change=with_snippets) as s:
        await s.open("shop.py", SLOW)
        [action] = await s.actions("shop.py", (1, 20), only=["quickfix.ignore"])
        action = await s.client.code_action_resolve_async(action)
        assert action.edit is not None
        assert action.edit.document_changes is not None
        [change] = action.edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        [edit] = change.edits
        assert isinstance(edit, types.SnippetTextEdit)
        assert edit.snippet.value == "  # slowspot: ignore[sorted-first] -- ${1:why?}"
        end = types.Position(1, len("    return sorted(prices)[0]"))
        assert edit.range == types.Range(end, end)
