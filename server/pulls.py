"""Requests for diagnostics that wait until the text is analyzed, and when to tell the client to ask again."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import blake2b
from typing import Any, NamedTuple

from .answers import Answer, Deferred

__all__ = ["EMPTY", "NAME", "Pulls", "full_report", "result_id", "superseded", "unchanged_report"]

NAME = "slowspot"
"""Under which a client that asks keeps our diagnostics apart from those of others."""

_SERVER_CANCELLED = -32802


def result_id(items: str) -> str:
    """The id of a list of diagnostics, given as JSON: equal lists have equal ids, also after a restart.

    So one that was told for an open document is known for the same file in the workspace, and the other way round.
    """
    return blake2b(items.encode(), digest_size=8).hexdigest()


EMPTY = result_id("")


def full_report(items: str, identity: str, head: str = "") -> str:
    return f'{{"kind":"full",{head}"resultId":"{identity}","items":[{items}]}}'


def unchanged_report(identity: str, head: str = "") -> str:
    return f'{{"kind":"unchanged",{head}"resultId":"{identity}"}}'


def superseded() -> Answer:
    """The answer to a request after which the client sent another one for the same document.

    Not ContentModified: VS Code takes that for "no diagnostics" and shows none until the next answer.
    """
    error = {"code": _SERVER_CANCELLED, "message": "asked again since", "data": {"retriggerRequest": False}}
    return Answer(f'"error":{json.dumps(error)}')


class _Waiting(NamedTuple):
    future: Deferred
    previous: str | None
    """The id of what the client shows."""


class Pulls:
    """The requests of one client for the diagnostics of open documents: at most one waits for each."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting] = {}
        self._told: dict[str, str] = {}
        """By document the id of what it was told last."""
        self._refresh = False
        self._refreshing = False

    def ask(self, key: str, previous: str | None) -> Deferred:
        """Note a request; its answer is the result of the future."""
        future: Deferred = Deferred()
        older = self._waiting.get(key)
        self._waiting[key] = _Waiting(future, previous)
        if older is not None:
            _settle(older.future, superseded())
        return future

    def waits_for(self, key: str) -> bool:
        waiting = self._waiting.get(key)
        return waiting is not None and not waiting.future.cancelled()

    def answer(self, key: str, items: str) -> None:
        """Answer who waits for a document; where nobody does, have the client ask again if it was told otherwise."""
        identity = result_id(items)
        waiting = self._waiting.pop(key, None)
        if waiting is not None and not waiting.future.cancelled():
            same = waiting.previous == identity
            report = unchanged_report(identity) if same else full_report(items, identity)
            self._told[key] = identity
            _settle(waiting.future, Answer(f'"result":{report}'))
        elif self._told.get(key, EMPTY) != identity:
            self._refresh = True

    def forget(self, key: str) -> None:
        """Let go of a document that was closed; whoever waits for it hears that there is nothing to show."""
        self._told.pop(key, None)
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            _settle(waiting.future, Answer(f'"result":{full_report("", EMPTY)}'))

    def refresh(self, ask: Callable[[], Future[Any]], wake: Callable[[], None]) -> None:
        """Have the client ask again where it shows what no longer holds: one such request at a time."""
        if not self._refresh or self._refreshing:
            return
        self._refresh, self._refreshing = False, True

        def done(_: object) -> None:
            self._refreshing = False
            wake()

        ask().add_done_callback(done)


def _settle(future: Deferred, answer: Answer) -> None:
    if not future.cancelled():
        future.set_result(answer)
