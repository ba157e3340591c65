"""Squiggles: on open, for each version, with the client's columns, and gone when the file is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.uris import to_fs_path
from slowspot.server.rule_pages import page_of

from .measured import SHOP, keep_run
from .session import Session, rules, session

EDITORS = ["visual-studio-code", "neovim", "emacs"]
SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
QUICK = "def cheapest(prices):\n    return min(prices)\n"


@pytest.mark.parametrize("editor", EDITORS)
async def test_open_shows_findings(editor: str, tmp_path: Path) -> None:
    async with session(tmp_path, editor) as s:
        [diagnostic] = await s.open("shop.py", SLOW)

        assert diagnostic.range == types.Range(types.Position(1, 11), types.Position(1, 28))
        assert (diagnostic.code, diagnostic.source) == ("sorted-first", "slowspot")
        assert isinstance(diagnostic.data, dict)
        assert 0 <= diagnostic.data.pop("gain") < 0.003
        assert diagnostic.severity == types.DiagnosticSeverity.Hint
        assert diagnostic.data == {"rule": "sorted-first", "code": "SLP113", "function": "cheapest", "fix": "review"}


@pytest.mark.parametrize("editor", EDITORS)
async def test_edit_shows_findings_of_the_new_version(editor: str, tmp_path: Path) -> None:
    async with session(tmp_path, editor) as s:
        await s.open("shop.py", QUICK)

        # min( -> sorted(
        assert rules(await s.edit("shop.py", ((1, 11), (1, 14), "sorted"))) == []
        [diagnostic] = await s.edit("shop.py", ((1, 25), (1, 25), "[0]"))
        assert diagnostic.range.start == types.Position(1, 11)

        assert s.texts[s.uri("shop.py")] == SLOW


async def test_lines_above_move_findings(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        [diagnostic] = await s.edit("shop.py", ((0, 0), (0, 0), "import os\n\n\n"))
        assert diagnostic.range == types.Range(types.Position(4, 11), types.Position(4, 28))


async def test_edits_of_one_notification_are_applied_in_order(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", "")
        edits = [((0, 0), (0, 0), "x"), ((0, 0), (0, 1), SLOW), ((0, 4), (0, 12), "lowest"), ((0, 0), (0, 0), "\n")]
        [diagnostic] = await s.edit("shop.py", *edits)
        assert diagnostic.range.start.line == 2
        assert diagnostic.data is not None
        assert diagnostic.data["function"] == "lowest"


async def test_whole_text_replaces_the_document(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", QUICK)
        assert rules(await s.edit("shop.py", "\n" + SLOW, ((0, 0), (0, 0), "\n"))) == ["sorted-first"]
        assert rules(await s.edit("shop.py", "")) == []


async def test_formatter_sized_notification(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW * 200)
        edits = [((2 * line, 0), (2 * line, 0), "\n\n") for line in reversed(range(200))]
        found = await s.edit("shop.py", *edits)
        assert [diagnostic.range.start.line for diagnostic in found] == [4 * number + 3 for number in range(200)]


async def test_findings_survive_half_typed_code(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW + "\n\ndef other(x):\n    return x\n")
        assert rules(await s.edit("shop.py", ((5, 12), (5, 12), " + ("))) == ["sorted-first"]
        assert rules(await s.edit("shop.py", ((5, 12), (5, 16), ""))) == ["sorted-first"]


async def test_edits_past_the_end_are_clamped(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", "x = 1")
        await s.edit("shop.py", ((0, 900), (900, 900), "\n"))
        found = await s.edit("shop.py", ((77, 5), (77, 5), SLOW))
        assert [diagnostic.range.start for diagnostic in found] == [types.Position(2, 11)]


async def test_edit_of_an_unopened_file_is_ignored(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        s.versions[s.uri("ghost.py")], s.texts[s.uri("ghost.py")] = 1, ""
        s.send_edits("ghost.py", SLOW)
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]
        assert s.reports("ghost.py") == []


async def test_closed_document_loses_its_diagnostics(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        s.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(s.uri("shop.py")))
        )
        assert await s.diagnostics_after("shop.py", 1) == []
        # An edit that comes too late raises nothing.
        s.send_edits("shop.py", ((0, 0), (0, 0), "\n"))
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]


async def test_burst_of_edits_is_reported_for_its_last_version(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        for _ in range(100):
            s.send_edits("shop.py", ((0, 0), (0, 0), "#\n"))
        [diagnostic] = await s.diagnostics("shop.py")
        assert diagnostic.range.start.line == 101
        versions = [report.version or 0 for report in s.reports("shop.py")]
        assert versions == sorted(versions)
        assert versions[-1] == 101


async def test_other_languages_are_left_alone(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        text = types.TextDocumentItem(s.uri("shop.md"), "markdown", 1, SLOW)
        s.client.text_document_did_open(types.DidOpenTextDocumentParams(text))
        await s.open("shop.py", SLOW)
        assert s.reports("shop.md") == []


async def test_untitled_documents_are_analyzed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        assert rules(await s.open("untitled:Untitled-1://", SLOW)) == ["sorted-first"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_columns_are_in_the_negotiated_encoding(encoding: str, tmp_path: Path) -> None:
    async with session(tmp_path, encodings=[encoding, "utf-16"]) as s:
        assert s.encoding == encoding
        text = 'def f(xs): return "😀é", sorted(xs)[0]\n'
        before = text.index("sorted")
        start = {
            "utf-8": len(text[:before].encode()),
            "utf-16": len(text[:before].encode("utf-16-le")) // 2,
            "utf-32": before,
        }[encoding]
        [diagnostic] = await s.open("shop.py", text)
        assert diagnostic.range == types.Range(types.Position(0, start), types.Position(0, start + 13))

        # The same units in an edit: 0 -> 1 between the brackets, after the emoji.
        assert rules(await s.edit("shop.py", ((0, start + 11), (0, start + 12), "1"))) == []
        assert s.texts[s.uri("shop.py")] == text.replace("[0]", "[1]")


async def test_encoding_follows_the_clients_order(tmp_path: Path) -> None:
    async with session(tmp_path, encodings=["utf-32", "utf-8"]) as s:
        assert s.encoding == "utf-32"


async def test_windows_line_endings(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", SLOW.replace("\n", "\r\n"))
        assert diagnostic.range == types.Range(types.Position(1, 11), types.Position(1, 28))


async def test_suppression_comment_hides_a_finding(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        found = await s.edit("shop.py", ((1, 28), (1, 28), "  # slowspot: ignore[sorted-first]"))
        assert rules(found) == []


async def test_unused_suppression_is_a_hint(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        [hint] = await s.open("shop.py", "x = 1  # slowspot: ignore[sorted-first]\n")
        assert hint.code == "unused-suppression"
        assert hint.severity == types.DiagnosticSeverity.Hint
        assert hint.range == types.Range(types.Position(0, 7), types.Position(0, 39))


async def test_a_hot_finding_names_who_called_its_function(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        [diagnostic] = [it for it in await s.open("shop.py", SHOP) if it.code == "sorted-first"]
        assert callers(s, diagnostic) == [("called by serve, with 30 % of the recorded run", 12)]
        # The place moves with the lines, and goes when it is edited.
        found = await s.edit("shop.py", ((0, 0), (0, 0), "\n"))
        assert callers(s, next(it for it in found if it.code == "sorted-first"))[0][1] == 13
        found = await s.edit("shop.py", ((14, 4), (14, 4), "x = "))
        assert callers(s, next(it for it in found if it.code == "sorted-first")) == []


def callers(s: Session, diagnostic: types.Diagnostic) -> list[tuple[str, int]]:
    related = diagnostic.related_information or ()
    assert {it.location.uri for it in related} <= {s.uri("shop.py")}
    return [(it.message, it.location.range.start.line) for it in related]


async def test_a_code_leads_to_the_page_of_its_rule(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", SLOW)
        assert diagnostic.code_description == types.CodeDescription(page_of("sorted-first"))


def test_the_page_of_a_rule_is_a_file_of_this_version() -> None:
    page = Path(to_fs_path(page_of("sorted-first")) or "")
    assert "\n# sorted-first\n" in page.read_text("utf-8")
    assert page_of("no-such-rule") == ""


BROKEN = """\
def cheapest(prices):
    x = sorted(prices)[0]  # slowspot: ignore[sorted-first]
    y = sorted(prices)[0]
    z = 1
    return x, y, z
"""


async def test_nothing_flickers_while_a_line_is_typed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        [before] = await s.open("shop.py", BROKEN)
        # z = 1 -> z = (1 -> z = (1)
        [during] = await s.edit("shop.py", ((3, 8), (3, 8), "("))
        [after] = await s.edit("shop.py", ((3, 10), (3, 10), ")"))
        for found in (during, after):
            assert (found.code, found.range, found.severity, found.message) == (
                before.code, before.range, before.severity, before.message,
            )  # fmt: skip


async def test_each_folder_has_its_threshold(tmp_path: Path) -> None:
    for name, least in (("one", 0), ("two", 0.5)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text(f"[tool.slowspot]\nwarn-from = {least}\n", "utf-8")
    async with session(tmp_path, folders=[tmp_path / "one", tmp_path / "two"]) as s:
        [one] = await s.open("one/shop.py", SLOW)
        [two] = await s.open("two/shop.py", SLOW)
        assert (one.severity, two.severity) == (types.DiagnosticSeverity.Warning, types.DiagnosticSeverity.Hint)
        s.client.set_configuration({"slowspot": {"preview": True, "warnFrom": 0.5}})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        [one] = await s.diagnostics_after("one/shop.py", 1)
        assert one.severity == types.DiagnosticSeverity.Hint
