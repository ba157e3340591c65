"""What a stored proof shows in the editor: titles with numbers, hover, score; gone with the text; withdrawn fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lsprotocol import types

from ..proving.proofs_by_hand import SHOP, keep, proved, refuted, slower
from .session import Session, rules, session, until

AT = (4, 15)
"""Of the finding in SHOP."""


async def titles(s: Session, at: tuple[int, int] = AT) -> list[str]:
    return [action.title for action in await s.actions("shop.py", at) if not action.title.startswith("Ignore")]


async def hovered(s: Session, at: tuple[int, int] = AT) -> str:
    hover = await s.hover("shop.py", *at)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    return hover.contents.value


def told(diagnostic: types.Diagnostic) -> dict[str, Any]:
    assert isinstance(diagnostic.data, dict)
    return diagnostic.data


def shop(folder: Path) -> Path:
    path = folder / "shop.py"
    path.write_text(SHOP, "utf-8")
    return path


async def test_fix_to_review_offers_its_proof(tmp_path: Path) -> None:
    shop(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        fix, offer = await titles(s)
        assert fix.startswith("Use min() or max() (review: ")
        assert offer == "Prove, then apply: Use min() or max()"
        [action] = [action for action in await s.actions("shop.py", AT) if action.title == offer]
        assert action.command is not None
        assert action.command.command == "slowspot.prove"
        # Clients ask about each action without an edit.
        assert (await s.client.code_action_resolve_async(action)).command == action.command


async def test_title_hover_and_score_of_a_proved_fix(tmp_path: Path) -> None:
    keep(tmp_path, shop(tmp_path))
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", SHOP)
        assert told(diagnostic)["proof"] == "proved"
        assert await titles(s) == ["Use min() or max() (proved on 412 inputs, 3.8× (3.5–4.1))"]
        [action] = [action for action in await s.actions("shop.py", AT) if "proved" in action.title]
        assert action.is_preferred
        assert await s.result_of("shop.py", action) == SHOP.replace("sorted(prices)[0]", "min(prices)")
        page = await hovered(s)
        assert "this function about 3.8 × as fast (3.5 to 4.1, proved)" in page
        assert "**Fix proved on 412 inputs, 3.8× (3.5–4.1)**" in page
        assert "7 of 7 planted errors told apart" in page
        assert "`cheapest`" in page


async def test_proof_follows_its_function_and_goes_with_its_text(tmp_path: Path) -> None:
    keep(tmp_path, shop(tmp_path))
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        [diagnostic] = await s.edit("shop.py", ((0, 0), (0, 0), "import os\n\n\ndef more():\n    return 1\n\n\n"))
        assert told(diagnostic)["proof"] == "proved"
        moved = (AT[0] + 7, AT[1])
        assert await titles(s, moved) == ["Use min() or max() (proved on 412 inputs, 3.8× (3.5–4.1))"]

        [diagnostic] = await s.edit("shop.py", ((moved[0], 4), (moved[0], 4), "prices = list(prices)\n    "))
        assert "proof" not in told(diagnostic)
        there = (moved[0] + 1, AT[1])
        assert "proved" not in await hovered(s, there)
        assert len(await titles(s, there)) == 2
        # Taken back, it stands again.
        [diagnostic] = await s.edit("shop.py", ((moved[0], 4), (moved[0] + 1, 4), ""))
        assert told(diagnostic)["proof"] == "proved"


async def test_proof_goes_with_what_the_function_mentions(tmp_path: Path) -> None:
    text = (
        SHOP.replace("sorted(prices)", "sorted(clean(prices))")
        + "\n\ndef clean(prices):\n    print(1)\n    return prices\n"
    )
    path = tmp_path / "shop.py"
    path.write_text(text, "utf-8")
    keep(tmp_path, path)
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", text)
        assert told(diagnostic)["proof"] == "proved"
        await s.edit("shop.py", ((12, 10), (12, 11), "2"))
        assert "**Fix proved" not in await hovered(s)
        await until(lambda: "proof" not in told(s.reports("shop.py")[-1].diagnostics[0]), "diagnostics without a proof")
        assert [title.partition(" ")[0] for title in await titles(s)] == ["Use", "Prove,"]


async def test_refuted_fix_is_withdrawn_and_told(tmp_path: Path) -> None:
    keep(tmp_path, shop(tmp_path), refuted)
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", SHOP)
        assert told(diagnostic)["fix"] is None
        assert diagnostic.message.endswith(
            "(its fix is withdrawn here: refuted by cheapest([]): raises IndexError, and ValueError)"
        )
        [action] = [it for it in await s.actions("shop.py", AT) if not it.title.startswith("Ignore")]
        assert action.disabled is not None
        assert action.disabled.reason.startswith("Withdrawn here: refuted by cheapest([])")
        page = await hovered(s)
        assert "cheapest([])\n  before: raises IndexError\n  after:  raises ValueError" in page
        assert "```python\nprint(1)\n```" in page


async def test_fix_that_measured_no_gain_is_withdrawn(tmp_path: Path) -> None:
    keep(tmp_path, shop(tmp_path), slower)
    async with session(tmp_path, "neovim") as s:
        [diagnostic] = await s.open("shop.py", SHOP)
        assert told(diagnostic)["fix"] is None
        assert told(diagnostic)["gain"] == 0
        assert diagnostic.severity == types.DiagnosticSeverity.Hint
        assert "no faster here: measured 0.90× (0.88× to 0.93×)" in diagnostic.message
        assert await titles(s) == []  # Neovim shows no action that cannot be chosen


async def test_fix_all_leaves_a_safe_fix_that_is_withdrawn(tmp_path: Path) -> None:
    safe = (
        "def squares(numbers):\n    result = []\n    for number in numbers:\n"
        "        result = result + [number * number]\n    return result\n"
    )
    path = tmp_path / "shop.py"
    path.write_text(safe, "utf-8")
    keep(tmp_path, path, refuted, "list-rebuild")
    async with session(tmp_path) as s:
        text = safe + "\n\n" + safe.replace("squares", "others")
        assert len(await s.open("shop.py", text)) == 2
        [action] = await s.actions("shop.py", (0, 0), only=["source.fixAll"])
        fixed = safe.replace("result = result + [number * number]", "result.append(number * number)")
        assert await s.result_of("shop.py", action) == safe + "\n\n" + fixed.replace("squares", "others")


async def test_proof_that_another_process_stores_is_shown_soon(tmp_path: Path) -> None:
    path = shop(tmp_path)
    async with session(tmp_path, "neovim@v0.7.0") as s:
        assert rules(await s.open("shop.py", SHOP)) == ["sorted-first"]
        keep(tmp_path, path)
        [diagnostic] = await s.diagnostics_after("shop.py", 1)
        assert told(diagnostic)["proof"] == "proved"


async def test_hostile_store_is_told_and_does_no_harm(tmp_path: Path) -> None:
    keep(tmp_path, shop(tmp_path), proved)
    [file] = (tmp_path / ".slowspot" / "proofs").glob("*.json")
    record = json.loads(file.read_text("utf-8"))
    record["proof"]["measured"]["sets"][0]["median"] = "fast"
    file.write_text(json.dumps(record), "utf-8")
    async with session(tmp_path) as s:
        [diagnostic] = await s.open("shop.py", SHOP)
        assert "proof" not in told(diagnostic)
        [message] = await until(lambda: s.client.messages, "a word")
        assert message.message.startswith("Slowspot proofs: ")
        assert "damaged" in message.message
        assert len(await titles(s)) == 2
