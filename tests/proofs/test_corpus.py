"""The corpus is what it says: the fast ones do the same, the wrong ones do not. Seen without `prove`."""

from __future__ import annotations

import pytest

from .corpus import Pair, pairs
from .watching import difference

PAIRS = pairs()


def test_is_as_large_as_promised() -> None:
    assert len(PAIRS) >= 150
    assert sum(len(pair.wrongs) for pair in PAIRS) >= 600
    assert 0.4 <= sum(pair.hinted for pair in PAIRS) / len(PAIRS) <= 0.6


def test_names_are_unique() -> None:
    assert len({pair.id for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_is_labelled_rightly(pair: Pair) -> None:
    calls = [*pair.given, *(wrong.witness for wrong in pair.wrongs)]
    assert {call: found for call in calls if (found := difference(pair.slow, pair.fast, pair.name, call))} == {}
    assert [
        (wrong.name, wrong.witness)
        for wrong in pair.wrongs
        if difference(pair.slow, wrong.text, pair.name, wrong.witness) is None
    ] == []
