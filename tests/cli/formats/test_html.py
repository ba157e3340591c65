"""The page: whole without its script, searched and sorted in a real browser, and without a word to anybody."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import pytest_asyncio
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.cli.analysis.records import Place

from ...page.browser import Browser, Tab, browser
from ..conftest import Project
from .made import HOSTILE, finding, report, span, written

EMPTY = {"meta", "link", "input", "br"}
LOADS = {"src", "href", "action", "data", "poster", "background", "srcset"}


class Page(HTMLParser):
    """Asserts that what is opened is closed; keeps elements, ids, and whatever is referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in EMPTY:
            self._open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"{tag} has a handler: {name}"
            if name == "id":
                self.ids.append(value or "")
            if name in LOADS:
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text += data


def test_a_page(project: Project) -> None:
    project.file("pkg/a.py", "def f(y):\n    for x in y:\n        slow(x)\n")
    project.file("b.py", "def f(:\n")
    page = Page(project.run("analyze", "--format", "html").out)
    shown = re.sub(r"\s+", " ", page.text)
    assert "2 slow spots in 1 of 2 files" in shown
    assert "pkg/a.py:3 · SLP101 slow-call · safe fix in f 3 slow(x) Safe fix Use quick()" in shown
    assert "- slow(x) + quick()" in shown
    assert "Calls of slow() are slow." in shown
    assert "b.py:1 syntax error:" in shown


def test_links_stay_in_the_page(project: Project) -> None:
    project.file("a.py", "slow()\nfor x in y:\n    pass\n")
    page = Page(project.run("analyze", "--format", "html").out)
    assert len(set(page.ids)) == len(page.ids)
    assert {link for link in page.links if link != "data:," and link.removeprefix("#") not in page.ids} == set()


def test_nothing_found_is_a_page_too(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    page = Page(project.run("analyze", "--format", "html").out)
    assert ("No slow spots in 1 file" in page.text, "table" in page.tags) == (True, False)


def test_no_name_acts() -> None:
    strange = f"{HOSTILE} </script> </details> \"' \0 \ud800"
    record = finding(
        path=f"{strange}.py",
        message=strange,
        function=strange,
        excerpt=(strange,),
        related=(Place(span(1, 0, 1, 4), strange),),
    )
    text = written("html", report([record], [NoteRecord(strange, "syntax-error", strange, 3)]))
    page = Page(text)
    assert {"img", "a", "script"} & set(page.tags) == {"a", "script"}
    assert (page.tags.count("script"), page.text.count("<img src=x onerror=broken()> @user #12")) == (1, 9)
    assert "\u202e" not in text


def test_the_marked_part_of_a_line_is_marked() -> None:
    long = finding(0, span=span(1, 2, 9, 0), excerpt=("a <bc", "d", "e", "f", "g", "z  "))
    cut = finding(1, span=span(3, 405, 3, 411), excerpt=("x" * 5 + "slow()" + "y" * 2_000,), offset=400)
    text = written("html", report([long, cut]))
    assert 'row">2</th><td><code>a <mark>&lt;bc</mark></code>' in text
    assert 'row">⋮</th>' in text
    assert 'row">9</th><td><code><mark>z  </mark></code>' in text
    assert "xxxxx<mark>slow()</mark>yyy" in text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Browser]:
    async with browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


SHOWN = (
    "[...document.querySelectorAll('.finding')].filter(it => !it.hidden).map(it => it.dataset.path + it.dataset.line)"
)


async def choose(tab: Tab, field: str, value: str) -> None:
    await tab.evaluate(
        f"(it => {{ it.value = {value!r}; it.dispatchEvent(new Event('input', {{bubbles: true}})) }})"
        f"(document.getElementById({field!r}))"
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_it_is_searched_and_sorted(chromium: Browser, tmp_path: Path) -> None:
    records = [
        finding(7, path="b.py", severity="hint"),
        finding(30, path="a.py", severity="warning", safety="review", reason="It may differ."),
        finding(4, path="a.py", severity="error", rule="plain-loop", safety=None, fix=None, message="a Loop"),
    ]
    file = tmp_path / "page.html"
    file.write_text(written("html", report(records)), encoding="utf-8")
    async with chromium.tab() as tab:
        await tab.open(file)
        assert await tab.evaluate(SHOWN) == ["b.py7", "a.py30", "a.py4"]
        await choose(tab, "order", "path")
        assert await tab.evaluate(SHOWN) == ["a.py4", "a.py30", "b.py7"]
        await choose(tab, "order", "severity")
        assert await tab.evaluate(SHOWN) == ["a.py4", "a.py30", "b.py7"]
        await choose(tab, "order", "gain")
        await choose(tab, "search", "LOOP a.py")
        assert (await tab.evaluate(SHOWN), await tab.evaluate("location.hash")) == (["a.py4"], "#search=LOOP+a.py")
        assert await tab.evaluate("document.getElementById('count').textContent") == "1 of 3"
        await choose(tab, "search", "")
        await choose(tab, "fix", "review")
        assert await tab.evaluate(SHOWN) == ["a.py30"]
        await choose(tab, "severity", "hint")
        assert await tab.evaluate("document.getElementById('nothing').hidden") is False
        await tab.evaluate("document.getElementById('rule-slow-call').open = true")
        await tab.click("#rule-slow-call button")
        assert await tab.evaluate(SHOWN) == ["b.py7", "a.py30"]
        assert tab.complaints == []
        assert [address for address in tab.requests if not address.startswith(("file:", "data:"))] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_of_many_findings_the_first_are_drawn(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(written("html", report([finding(number) for number in range(502)])), encoding="utf-8")
    async with chromium.tab() as tab:
        await tab.open(file)
        assert await tab.evaluate(f"{SHOWN}.length") == 500
        assert await tab.evaluate("document.getElementById('count').textContent") == "500 of 502 shown"
        await tab.click("#more")
        assert await tab.evaluate(f"{SHOWN}.length") == 502
        await tab.evaluate("location.hash = '#rule-slow-call'")
        await tab.until("document.getElementById('rule-slow-call').open")


@pytest.mark.asyncio(loop_scope="module")
async def test_hostile_names_do_not_run_and_fit_on_a_phone(chromium: Browser, tmp_path: Path) -> None:
    strange = f"{HOSTILE}</script><script>broken()</script>{'w' * 300}"
    records = [finding(path=f"{strange}.py", message=strange, excerpt=(strange,), function=strange)]
    file = tmp_path / "page.html"
    file.write_text(
        written("html", report(records)).replace("<head>", "<head><script>broken = () => window.ran = 1</script>"),
        encoding="utf-8", errors="backslashreplace",
    )  # fmt: skip
    async with chromium.tab() as tab:
        await tab.open(file, width=390, dark=True)
        await tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert await tab.evaluate("[innerWidth, document.documentElement.scrollWidth, window.ran]") == [390, 390, None]
        assert await tab.evaluate("document.querySelectorAll('img').length") == 0
        pixels = await tab.thumbnail()
        assert sum(map(sum, pixels)) / len(pixels) / 765 < 0.35, "dark"
        assert len(set(pixels)) > 5, "blank"
