"""A run over some functions of a text says of them what it says over the whole text."""

from __future__ import annotations

from pathlib import Path

from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.profiling.overlay import overlay
from slowspot.analyzers.profiling.store import Store
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import functions_in

from .measured import keep_run

TEXT = """\
class Shop:
    class Cart:
        def total(self):
            return sum(self.prices)

    def sell(self):
        def count():
            return 1

        return count()


def main():
    Shop().sell()
"""


def test_a_part_of_a_document_has_what_the_whole_has(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(TEXT, "utf-8")
    keep_run(tmp_path, {(("main", 14), ("sell", 10), ("count", 8)): 2.0, (("main", 14), ("total", 4)): 1.0})
    run = Store(str(tmp_path)).load()
    assert run is not None
    document = Document(TEXT)
    document.edit(Span(Position(0, 0), Position(0, 0)), "\n\n")
    whole = overlay(run, "shop.py", document)
    assert whole is not None
    for placed in whole.placed:
        block = document.block_at(placed.definition)
        part = overlay(run, "shop.py", document, functions_in(document, [block]))
        assert part is not None
        assert part.of(placed.measured.name) == placed
        assert part.around(placed.last) == whole.around(placed.last)
        assert len(part.placed) + len(part.missing) == len(run.functions)
