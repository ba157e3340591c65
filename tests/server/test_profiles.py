"""What a stored profile shows in the editor: lenses, hints, hovers, severities; live, and gone where it is stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from .measured import SHOP, keep_run
from .session import Session, rules, session, until

WHOLE = types.Range(types.Position(0, 0), types.Position(99, 0))


async def lenses(s: Session, name: str = "shop.py") -> dict[int, str]:
    found = await s.client.text_document_code_lens_async(
        types.CodeLensParams(types.TextDocumentIdentifier(s.uri(name)))
    )
    assert all(lens.command is not None for lens in found or ())
    # Of several at one line the first.
    return {lens.range.start.line: lens.command.title for lens in reversed(found or ()) if lens.command}


async def hints(s: Session, area: types.Range = WHOLE, name: str = "shop.py") -> dict[tuple[int, int], str]:
    identifier = types.TextDocumentIdentifier(s.uri(name))
    found = await s.client.text_document_inlay_hint_async(types.InlayHintParams(identifier, area))
    return {(hint.position.line, hint.position.character): str(hint.label) for hint in found or ()}


async def hovered(s: Session, line: int, column: int) -> str:
    hover = await s.hover("shop.py", line, column)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    return hover.contents.value


async def test_lens_over_each_measured_function_and_hint_at_the_end_of_hot_lines(tmp_path: Path) -> None:
    keep_run(tmp_path, stalled=0.21)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        found = await lenses(s)
        assert found.pop(0).startswith("Profile by slowspot of ")
        assert found == {
            3: "30 % of run · 3.0 s · 3,000 samples",
            7: "60 % of run · 6.0 s · 6,000 samples · held the event loop up for 210 ms",
            12: "100 % of run · 10.0 s, own 1.0 s · 10,000 samples",
        }
        assert await hints(s) == {
            (4, 28): "30 % · 3.0 s",
            (9, 30): "60 % · 6.0 s",
            (13, 32): "70 % · 7.0 s",
            (14, 27): "30 % · 3.0 s",
        }
        assert list(await hints(s, types.Range(types.Position(13, 0), types.Position(13, 5)))) == [(13, 32)]


async def test_hint_counts_columns_as_the_client_does(tmp_path: Path) -> None:
    text = SHOP.replace("sorted(prices)[0]", "sorted(prices)[0]  # 😀")
    (tmp_path / "shop.py").write_text(text, "utf-8")
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", text)
        assert (4, 34) in await hints(s)


async def test_hover_over_a_name_shows_who_called_whom(tmp_path: Path) -> None:
    keep_run(tmp_path, stalled=0.21)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        page = await hovered(s, 7, 6)
        assert page.startswith("**`load`** took 60 % of run: 6.0 s (6,000 samples)")
        assert "own 6.0 s, 100 % of it in library code" in page
        assert "held the event loop up for 210 ms; the longest, 210 ms, in `json.load`" in page
        assert "| `serve` `shop.py` | 60 % · 6.0 s |" in page
        assert "| 10 `return json.load(file)` | 60 % · 6.0 s |" in page
        assert "python shop.py" in page
        assert "| `load` `shop.py` | 60 % · 6.0 s |" in await hovered(s, 12, 12)
        assert (await hovered(s, 13, 5)).startswith("This line took 70 % of run: 7.0 s, of it 6.0 s in functions")
        assert await s.hover("shop.py", 17, 5) is None

        # Over a finding both are told.
        page = await hovered(s, 4, 15)
        assert page.startswith("**sorted-first** (SLP113)\n\n*in the recorded run this code took 30 % of the time")
        assert "This line took 30 % of run: 3.0 s" in page


async def test_an_edit_elsewhere_keeps_figures_and_one_inside_makes_them_stale(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        await s.edit("shop.py", ((0, 0), (0, 0), "# one more\n"), ((18, 4), (18, 8), "return 1"))
        found = await lenses(s)
        assert found[8] == "60 % of run · 6.0 s · 6,000 samples"
        assert (10, 30) in await hints(s)

        await s.edit("shop.py", ((9, 19), (9, 19), ', "rb"'))
        found = await lenses(s)
        assert found[8] == "changed since the profile: was 60 % of run · 6.0 s"
        assert found[4] == "30 % of run · 3.0 s · 3,000 samples"
        assert not [place for place in await hints(s) if 8 <= place[0] <= 10]
        assert "changed since the profile" in await hovered(s, 8, 6)


async def test_word_on_a_hot_function_follows_edits_and_goes_while_it_is_stale(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        found = await s.edit("shop.py", ((0, 0), (0, 0), "# one more\n"))
        assert [(it.code, it.range.start.line) for it in found] == [("sorted-first", 5), ("hot-function", 8)]
        assert found[1].message.endswith("line 11")

        assert rules(await s.edit("shop.py", ((10, 4), (10, 4), "    "))) == ["sorted-first"]
        count = len(s.reports("shop.py"))
        await s.edit("shop.py", ((10, 4), (10, 8), ""))
        assert (await lenses(s))[8] == "60 % of run · 6.0 s · 6,000 samples"
        assert rules(await s.diagnostics_after("shop.py", count + 1)) == ["sorted-first", "hot-function"]


@pytest.mark.parametrize(
    ("editor", "refreshed"),
    [("visual-studio-code", {"codeLens"}), ("neovim@v0.11.0", {"inlayHint"}), ("neovim@v0.7.0", set[str]())],
)
async def test_a_run_that_another_process_stores_is_shown_soon(
    editor: str, refreshed: set[str], tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    async with session(tmp_path, editor) as s:
        assert rules(await s.open("shop.py", SHOP)) == ["sorted-first"]
        assert await lenses(s) == {}
        keep_run(tmp_path)
        if editor == "visual-studio-code":
            await until(lambda: s.client.registrations, "a registration")
            event = types.FileEvent((tmp_path / ".slowspot" / "latest").as_uri(), types.FileChangeType.Created)
            s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        found = await s.diagnostics_after("shop.py", 1)
        assert [(it.code, it.severity) for it in found] == [
            ("sorted-first", types.DiagnosticSeverity.Warning),
            ("hot-function", types.DiagnosticSeverity.Information),
        ]
        assert found[1].message.startswith("load took 60 % of the recorded run by itself: 100 % in json.load")
        assert found[1].range == types.Range(types.Position(7, 4), types.Position(7, 8))
        assert 3 in await lenses(s)
        await until(lambda: s.client.refreshed == refreshed, "refresh requests")

        count = len(s.reports("shop.py"))
        keep_run(tmp_path, {(("serve", 14), ("load", 10)): 9.999, (("serve", 15), ("cheapest", 5)): 0.001})
        await lenses(s)
        found = await s.diagnostics_after("shop.py", count)
        assert ("sorted-first", types.DiagnosticSeverity.Hint) in [(it.code, it.severity) for it in found]


async def test_displays_follow_the_editors_settings(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        assert rules(await s.open("shop.py", SHOP)) == ["sorted-first", "hot-function"]
        off = {"codeLens": False, "inlayHints": False, "hotFunctions": False, "interpreter": 3, "preview": True}
        s.client.set_configuration({"slowspot": off})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        assert rules(await s.diagnostics_after("shop.py", 1)) == ["sorted-first"]
        await until(lambda: s.client.refreshed, "a refresh request")
        [message] = await until(lambda: s.client.messages, "a word on the wrong setting")
        assert "interpreter must be the path of a Python, not 3" in message.message
        assert await lenses(s) == {}
        assert await hints(s) == {}


async def test_a_store_that_appears_in_a_folder_below_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    async with session(tmp_path, "neovim@v0.7.0") as s:
        await s.open("inner/shop.py", SHOP)
        keep_run(inner)
        await s.diagnostics_after("inner/shop.py", 1)
        assert 3 in await lenses(s, "inner/shop.py")


async def test_a_hostile_store_is_told_once_and_does_no_harm(tmp_path: Path) -> None:
    runs = tmp_path / ".slowspot" / "runs"
    runs.mkdir(parents=True)
    (runs / "20261122-183000-1.json").write_text('{"schema": "slowspot.profile/1",\n"paths": ["../../etc/passwd"]}')
    (runs / "20261122-183000-2.json").write_text("[" * 100_000)
    async with session(tmp_path) as s:
        assert rules(await s.open("shop.py", SHOP)) == ["sorted-first"]
        assert await lenses(s) == {}
        await s.edit("shop.py", ((0, 0), (0, 0), "\n"))
        [message] = s.client.messages
        assert message.message.startswith("Slowspot profiles: ")
        assert "20261122-183000-2.json: damaged" in message.message
