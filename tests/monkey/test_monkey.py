"""Random protocol events on real files: a short run of what `make monkey` does for 200,000."""

from __future__ import annotations

from pathlib import Path

import pytest

from .playing import play
from .run import capabilities, session
from .shrinking import shrunk


@pytest.mark.parametrize("seed", [21, 22, 23, 25])
def test_random_events_are_survived_answered_and_end_in_what_analyze_says(seed: int) -> None:
    outcome, _ = session(seed, 350)
    assert outcome.faults == []
    assert outcome.events == 350


def test_a_server_that_says_something_else_is_found_out(tmp_path: Path) -> None:
    # The client's own text differs from what the server was sent.
    _, client, _ = capabilities(1)
    text = "def f(a):\n    return sorted(a)[0]\n"
    script = [
        {"do": "open", "document": 0, "text": text},
        {"do": "junk", "body": '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":'
         f'{{"uri":"{(tmp_path / "work" / "d0.py").as_uri()}","version":9}},"contentChanges":[{{"text":""}}]}}}}'},
    ]  # fmt: skip
    assert "not shown" in "".join(play(script, tmp_path, client, options={"index": "off"}).faults)


def test_a_failing_script_is_made_short() -> None:
    assert shrunk(list(range(50)), lambda part: 7 in part and 31 in part) == [7, 31]
