"""The report page in a real browser: drawn, readable in every form, and without a word to anybody."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from slowspot.cli.main import main

from .browser import Browser, Tab, browser
from .recorded import make_project, record

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRAWN = "document.documentElement.dataset.drawn === 'flame stalls'"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Browser]:
    async with browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("report"))
    record(folder)
    file = folder / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["report", "-q", "-o", str(file)]) == 0
    return file


async def check_that_it_is_drawn(tab: Tab, *, width: int, dark: bool) -> None:
    await tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert await tab.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    await tab.evaluate("scrollTo(0, 0)")
    pixels = await tab.thumbnail()
    shades = [sum(pixel) / 3 / 255 for pixel in pixels]
    most = max(set(pixels), key=pixels.count)
    assert (sum(most) / 3 / 255 < 0.2) == dark
    assert pixels.count(most) < 0.95 * len(pixels), "blank"
    assert max(shades) - min(shades) > 0.3
    assert await tab.evaluate("document.querySelectorAll('#flame-chart g.slice').length") >= 6
    assert await tab.evaluate("document.querySelectorAll('#stalls-chart g.point').length") == 3
    assert await tab.evaluate("window.broken") is None
    assert tab.complaints == []
    assert [address for address in tab.requests if not address.startswith(("file:", "data:", "blob:"))] == []


async def test_it_is_drawn_light_and_dark(chromium: Browser, page: Path, tmp_path: Path) -> None:
    colour = "getComputedStyle(document.querySelector('#flame-chart g.slice path')).fill"
    async with chromium.tab() as tab:
        await tab.open(page)
        await tab.until(DRAWN)
        await check_that_it_is_drawn(tab, width=1280, dark=False)
        (tmp_path / "light.png").write_bytes(await tab.picture())
        light = await tab.evaluate(colour)
        await tab.scheme(dark=True)
        await tab.until(f"{colour} !== '{light}'")
        await check_that_it_is_drawn(tab, width=1280, dark=True)
        (tmp_path / "dark.png").write_bytes(await tab.picture())


async def test_it_is_readable_on_a_phone(chromium: Browser, page: Path, tmp_path: Path) -> None:
    async with chromium.tab() as tab:
        await tab.open(page, width=390, dark=True)
        await tab.until(DRAWN)
        await check_that_it_is_drawn(tab, width=390, dark=True)
        (tmp_path / "phone.png").write_bytes(await tab.picture())


async def test_frames_and_functions_answer_to_mouse_and_keyboard(chromium: Browser, page: Path) -> None:
    frames = "[...document.querySelectorAll('#flame-chart g.slice')]"
    check = f"{frames}.filter(it => it.textContent.startsWith('check'))"
    widths = f"{check}.map(it => Math.round(it.getBoundingClientRect().width))"
    detail = "document.getElementById('flame-detail').textContent"
    first = "document.querySelector('#function-rows details code').textContent"
    async with chromium.tab() as tab:
        await tab.open(page)
        await tab.until(DRAWN)
        await tab.evaluate("document.querySelector('g.slice[aria-label^=load]').focus()")
        assert "prices.py:12" in await tab.evaluate(detail)
        (before,) = await tab.evaluate(widths)
        await tab.evaluate(f"{check}[0].id = 'clicked'")
        await tab.click("#clicked")
        await tab.until(f"({widths}).some(width => width > 1.3 * {before})")
        assert "60" in await tab.evaluate(detail)
        await tab.click("#flame-reset")
        await tab.until(f"({widths}).some(width => width <= {before} + 1)")
        await tab.evaluate("location.hash = 'function-1'")
        await tab.until("document.getElementById('function-1').open")
        assert await tab.evaluate(first) == "check"
        await tab.click("button[data-by=total]")
        assert await tab.evaluate(first) == "load"
        assert tab.complaints == []
