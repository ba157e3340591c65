from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pygls.workspace import PositionCodec
from slowspot.analyzers.source.blocks import Block
from slowspot.server import memory
from slowspot.server.documents import OpenDocument
from slowspot.server.memory import begin_opening, collect_exempt, end_opening


class Node:
    """An object in a cycle."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def heap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # What other tests of this process have opened does not count.
    monkeypatch.setattr(memory, "_exempt", memory._Exempt())
    yield
    gc.unfreeze()


def open_one() -> None:
    begin_opening()
    end_opening()


@pytest.mark.usefixtures("heap")
def test_garbage_from_before_an_opening_is_not_kept_with_it() -> None:
    gone = weakref.ref(Node())
    open_one()
    assert gone() is None


@pytest.mark.usefixtures("heap")
def test_what_became_garbage_after_an_opening_is_collected_some_day() -> None:
    kept = [Node() for _ in range(60_000)]
    gone = weakref.ref(kept[0])
    open_one()
    del kept
    open_one()
    collect_exempt()
    assert gone() is not None  # exempt
    for _ in range(50):
        open_one()
    collect_exempt()
    assert gone() is None


def test_a_text_that_is_replaced_is_free_at_once() -> None:
    def blocks() -> int:
        return sum(isinstance(it, Block) for it in gc.get_objects())

    document = OpenDocument(
        "file:///a.py", "class A:\n    def f(self): ...\n\n    def g(self): ...\n", 1, "python", PositionCodec()
    )
    gc.collect()
    gc.disable()
    try:
        before = blocks()
        assert len(list(document.document.leaves())) == 3
        assert blocks() - before == 3
        document.set_text("x = 1\n")
        assert blocks() == before
    finally:
        gc.enable()
