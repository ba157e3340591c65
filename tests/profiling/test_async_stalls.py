"""What is made of recorded stalls: lines for a terminal, and findings that they confirm."""

from __future__ import annotations

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding
from slowspot.analyzers.profiling.measured import MeasuredStall, Run
from slowspot.analyzers.profiling.stalls import Confirmations, confirmed_by, stall_lines
from slowspot.analyzers.rules.asyncio import async_blocking_indirect, async_sleep_sync
from slowspot.analyzers.source import Document

SOURCE = """\
import time
import requests

def load(url):
    return requests.get(url)

def fetch(url):
    return load(url)

async def handler(request):
    time.sleep(0.1)
    return fetch(request.url)
"""
STACK = (
    ("", "aiohttp.web_protocol.RequestHandler.start", 0),
    ("shop/web.py", "handler", 12),
    ("shop/web.py", "fetch", 8),
    ("shop/web.py", "load", 5),
    ("", "requests.api.get", 0),
)


def findings_in(source: str) -> list[Finding]:
    return Analyzer(Document(source), RuleSet([async_blocking_indirect.RULE, async_sleep_sync.RULE])).findings()


def stall(seconds: float = 0.21, *, part: float = 1.0, holder: str = "") -> MeasuredStall:
    return MeasuredStall(1.0, seconds, "shop/web.py", "load", 5, "requests.api.get", STACK, part, holder)


def run(*stalls: MeasuredStall) -> Run:
    return Run("20261122-183000-1", "slowspot", "seconds", 10.0, [], stalls=list(stalls))


def test_a_line_names_the_way_the_call_and_how_long() -> None:
    assert stall_lines(run(stall(), stall(0.25))) == [
        "Event loop held up 2 times, 0.46 s in all:",
        "  0.46 s  shop/web.py:12 handler → :8 fetch → shop/web.py:5 load → requests.api.get, 2 times, longest 250 ms",
    ]


def test_many_short_callbacks_are_called_so() -> None:
    assert "busy loop: many short callbacks, of which the longest took 10%" in stall_lines(run(stall(part=0.1)))[1]


def test_a_thread_that_kept_the_interpreter_is_named() -> None:
    assert " in thread worker_0, which kept the interpreter" in stall_lines(run(stall(holder="worker_0")))[1]


def test_a_stall_outside_the_project_says_what_it_can() -> None:
    alone = MeasuredStall(0.0, 0.1, "", "", 0, "", (("", "ssl.SSLContext.load_default_certs", 0),))
    assert stall_lines(run(alone))[1] == "  0.10 s  ssl.SSLContext.load_default_certs, once"


def test_without_stalls_there_is_nothing_to_say() -> None:
    assert stall_lines(run()) == []


def test_a_stall_confirms_the_finding_that_it_passes_through() -> None:
    findings = findings_in(SOURCE)
    confirmations = Confirmations(run(stall(), stall(0.25)))
    confirmed = {
        finding.rule.slug: found.text
        for finding in findings
        if (found := confirmations.of(finding, "shop/web.py")) is not None
    }
    assert confirmed == {"async-blocking-indirect": "2 recorded stalls confirm it, the longest 250 ms"}
    assert "async-sleep-sync" in {finding.rule.slug for finding in findings}


def test_lines_are_those_of_the_recorded_source() -> None:
    moved = findings_in("# one more line\n" + SOURCE)
    confirmations = Confirmations(run(stall()))
    texts = [found.text for finding in moved if (found := confirmations.of(finding, "shop/web.py", shift=1))]
    assert texts == ["a recorded stall of 210 ms confirms it"]


def test_other_lines_functions_and_busy_loops_confirm_nothing() -> None:
    held = run(stall())
    assert confirmed_by(held, "shop/web.py", "handler", (12, 12)) == stall()
    assert confirmed_by(held, "shop/web.py", "handler", (11, 11)) is None
    assert confirmed_by(held, "shop/other.py", "handler", (12, 12)) is None
    assert confirmed_by(held, "shop/web.py", "Shop.handler", (12, 12)) is None
    assert confirmed_by(run(stall(part=0.1)), "shop/web.py", "handler", (12, 12)) is None
