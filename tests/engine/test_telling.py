"""Told something else of what it calls, a document's findings are those of one that was told so from the start."""

from __future__ import annotations

import pytest
from slowspot.analyzers.engine import Analyzer
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.ruleset import RuleSet
from slowspot.analyzers.semantics.outside import NOTHING, Called, Effect, Outside
from slowspot.analyzers.source import Document

TEXT = """\
import shop

if shop.large:
    async def serve(request):
        shop.load(request)
else:
    class Server:
        async def serve(self, request):
            shop.load(request)

        try:
            async def other(self, request):
                shop.load(request)
        except ValueError:
            pass

async def outer(request):
    async def inner():
        shop.load(request)
    class Inner:
        async def method(self):
            shop.load(request)
    return inner

class Client:
    class Session:
        async def get(self, request):
            shop.load(request)

    async def get(self, request):
        shop.load(request)
"""
LOAD = Called("load", (Effect("http", True, "requests.get", "an asynchronous client", ()),))
AROUND = [
    "serve", "Server.serve", "Server.other", "outer.<locals>.inner", "outer.<locals>.Inner.method",
    "Client.Session.get", "Client.get",
]  # fmt: skip
RULES = RuleSet(resolve("async-blocking-indirect"))


@pytest.mark.parametrize("around", AROUND)
def test_findings_follow_what_is_told_of_one_function(around: str) -> None:
    told = Outside({(around, "shop.load"): LOAD})
    analyzer = Analyzer(Document(TEXT), RULES, outside=NOTHING)
    assert analyzer.findings() == []
    analyzer.tell(told)
    [found] = analyzer.findings()
    assert found.function == around
    [fresh] = Analyzer(Document(TEXT), RULES, outside=told).findings()
    assert (found.span, found.message) == (fresh.span, fresh.message)
    analyzer.tell(NOTHING)
    assert analyzer.findings() == []
