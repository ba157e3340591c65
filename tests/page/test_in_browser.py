"""The report page in a real browser: drawn, readable in every form, and without a word to anybody."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from slowspot.cli.main import main

from .browser import Browser, browser
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


def luminance(pixel: tuple[int, ...]) -> float:
    return sum(pixel) / 3 / 255


@pytest.mark.parametrize(
    ("width", "dark"),
    [(1280, False), (1280, True), (390, False)],
    ids=["light", "dark", "phone"],
)
async def test_it_is_drawn(chromium: Browser, page: Path, tmp_path: Path, width: int, dark: bool) -> None:
    async with chromium.tab() as tab:
        await tab.open(page, width=width, dark=dark)
        await tab.until(DRAWN)
        await tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        (tmp_path / "page.png").write_bytes(await tab.picture())
        assert await tab.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
        await tab.evaluate("scrollTo(0, 0)")
        pixels = await tab.thumbnail()
        shades = [luminance(pixel) for pixel in pixels]
        most = max(set(pixels), key=pixels.count)
        assert (luminance(most) < 0.2) == dark
        assert pixels.count(most) < 0.95 * len(pixels), "blank"
        assert max(shades) - min(shades) > 0.3
        assert await tab.evaluate("document.querySelectorAll('#flame-chart g.slice').length") >= 6
        assert await tab.evaluate("document.querySelectorAll('#stalls-chart g.point').length") == 3
        assert await tab.evaluate("window.broken") is None
        assert tab.complaints == []
        assert [address for address in tab.requests if not address.startswith(("file:", "data:", "blob:"))] == []


async def test_a_click_zooms_and_the_way_back_is_there(chromium: Browser, page: Path) -> None:
    async with chromium.tab() as tab:
        await tab.open(page)
        await tab.until(DRAWN)
        widths = (
            "[...document.querySelectorAll('#flame-chart g.slice')].filter(it => it.textContent.startsWith('check'))"
            ".map(it => Math.round(it.getBoundingClientRect().width))"
        )
        (before,) = await tab.evaluate(widths)
        number = await tab.evaluate(
            "[...document.querySelectorAll('#flame-chart g.slice')].findIndex(it => it.textContent.startsWith('check'))"
        )
        await tab.evaluate(f"document.querySelectorAll('#flame-chart g.slice')[{number}].id = 'clicked'")
        await tab.click("#clicked")
        await tab.until(f"({widths}).some(width => width > 1.3 * {before})")
        assert "60" in await tab.evaluate("document.getElementById('flame-detail').textContent")
        await tab.click("#flame-reset")
        await tab.until(f"({widths}).some(width => width <= {before} + 1)")


async def test_the_keyboard_reaches_frames_and_functions_come_in_another_order(chromium: Browser, page: Path) -> None:
    async with chromium.tab() as tab:
        await tab.open(page)
        await tab.until(DRAWN)
        await tab.evaluate("document.querySelector('g.slice[aria-label^=load]').focus()")
        assert "prices.py:12" in await tab.evaluate("document.getElementById('flame-detail').textContent")
        await tab.evaluate("location.hash = 'function-1'")
        await tab.until("document.getElementById('function-1').open")
        first = "document.querySelector('#function-rows details code').textContent"
        assert await tab.evaluate(first) == "check"
        await tab.click("button[data-by=total]")
        assert await tab.evaluate(first) == "load"


async def test_it_changes_with_the_scheme(chromium: Browser, page: Path) -> None:
    colour = "getComputedStyle(document.querySelector('#flame-chart g.slice path')).fill"
    async with chromium.tab() as tab:
        await tab.open(page)
        await tab.until(DRAWN)
        light = await tab.evaluate(colour)
        await tab.scheme(dark=True)
        await tab.until(f"{colour} !== '{light}'")
        assert tab.complaints == []
