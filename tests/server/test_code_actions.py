"""Quick fixes, "ignore on this line" and fix all: what is offered, and the text after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .session import Session, rules, session

EDITORS = ["visual-studio-code", "neovim", "emacs"]
SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
QUICK = "def cheapest(prices):\n    return min(prices)\n"
SAFE = """\
def squares(numbers):
    result = []
    for number in numbers:
        result = result + [number * number]
    return result
"""
SAFE_FIXED = SAFE.replace("result = result + [number * number]", "result.append(number * number)")


async def quick_fix(s: Session, name: str, line: int, column: int) -> types.CodeAction:
    actions = await s.actions(name, (line, column), only=["quickfix"])
    [action] = [action for action in actions if not action.title.startswith(("Ignore", "Prove"))]
    return action


@pytest.mark.parametrize("editor", EDITORS)
async def test_quick_fix_rewrites_the_finding(editor: str, tmp_path: Path) -> None:
    async with session(tmp_path, editor) as s:
        [diagnostic] = await s.open("shop.py", SLOW)
        action = await quick_fix(s, "shop.py", 1, 20)

        assert action.kind == types.CodeActionKind.QuickFix
        assert list(action.diagnostics or ()) == [diagnostic]
        assert await s.result_of("shop.py", action) == QUICK


async def test_edit_comes_only_when_it_is_asked_for(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        action = await quick_fix(s, "shop.py", 1, 20)
        assert action.edit is None
        assert (await s.client.code_action_resolve_async(action)).edit is not None


async def test_review_fix_says_what_may_differ_and_is_not_preferred(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        action = await quick_fix(s, "shop.py", 1, 20)
        assert action.title.startswith("Use min() or max() (review: an empty input raises ValueError")
        assert not action.is_preferred


async def test_safe_fix_is_preferred(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        assert rules(await s.open("shop.py", SAFE)) == ["list-rebuild"]
        action = await quick_fix(s, "shop.py", 3, 12)
        assert action.is_preferred
        assert "review" not in action.title
        assert await s.result_of("shop.py", action) == SAFE_FIXED


async def test_fix_of_the_version_after_an_edit(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        await s.edit("shop.py", ((0, 0), (0, 0), 'TITLE = "😀"\n'))
        assert await s.result_of("shop.py", await quick_fix(s, "shop.py", 2, 20)) == 'TITLE = "😀"\n' + QUICK


async def test_action_whose_finding_is_gone_is_refused(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        action = await quick_fix(s, "shop.py", 1, 20)
        s.send_edits("shop.py", QUICK)
        with pytest.raises(JsonRpcException) as caught:
            await s.client.code_action_resolve_async(action)
        assert caught.value.code == types.LSPErrorCodes.ContentModified


async def test_nothing_is_offered_beside_a_finding(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        assert await s.actions("shop.py", (0, 2)) == []


async def test_ignore_on_this_line(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        actions = await s.actions("shop.py", (1, 20))
        [action] = [action for action in actions if action.title == "Ignore sorted-first on this line"]
        assert action.kind == "quickfix.ignore.slowspot"
        after = await s.result_of("shop.py", action)
        assert "[0]  # slowspot: ignore[sorted-first]\n" in after
        assert rules(await s.edit("shop.py", after)) == []


@pytest.mark.parametrize("editor", EDITORS)
async def test_fix_all_applies_the_safe_fixes_only(editor: str, tmp_path: Path) -> None:
    async with session(tmp_path, editor) as s:
        await s.open("shop.py", SAFE + "\n\n" + SLOW + "\n\n" + SAFE)
        [action] = await s.actions("shop.py", (0, 0), only=["source.fixAll"])
        assert action.kind == "source.fixAll.slowspot"
        after = await s.result_of("shop.py", action)
        assert after == SAFE_FIXED + "\n\n" + SLOW + "\n\n" + SAFE_FIXED


async def test_fix_all_leaves_what_is_suppressed(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        kept = SAFE.replace("number]\n", "number]  # slowspot: ignore\n")
        await s.open("shop.py", kept + SAFE)
        [action] = await s.actions("shop.py", (0, 0), only=["source.fixAll.slowspot"])
        assert await s.result_of("shop.py", action) == kept + SAFE_FIXED


async def test_fix_all_is_not_offered_without_safe_fixes(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        assert await s.actions("shop.py", (0, 0), only=["source.fixAll"]) == []


@pytest.mark.parametrize(
    ("only", "count"), [(["refactor"], 1), (["source.organizeImports"], 0), (["quickfix"], 2), ([""], 4)]
)
async def test_only_the_kinds_asked_for(only: list[str], count: int, tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SAFE)
        assert len(await s.actions("shop.py", (3, 12), only=only)) == count


async def test_unopened_file_has_no_actions(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        assert await s.actions("ghost.py", (0, 0)) == []


async def test_fix_that_would_lose_a_comment_is_not_offered(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        text = "def cheapest(prices):\n    return sorted(  # by price\n        prices)[0]\n"
        assert rules(await s.open("shop.py", text)) == ["sorted-first"]
        assert [action.title for action in await s.actions("shop.py", (1, 12))] == ["Ignore sorted-first on this line"]
        assert rules(await s.open("long.py", text + "x = 1\n" * 3_000)) == ["sorted-first"]
        assert [action.title for action in await s.actions("long.py", (1, 12))] == ["Ignore sorted-first on this line"]


async def test_fix_in_a_long_statement_is_built_when_chosen(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        filler = "    print(prices)\n" * 400
        text = f"def cheapest(prices):\n{filler}    return sorted(  # by price\n        prices)[0]\n"
        assert rules(await s.open("shop.py", text)) == ["sorted-first"]
        assert len(await s.actions("shop.py", (401, 12))) == 3
