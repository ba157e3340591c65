"""`slowspot server`: hands over to the language server, which reads its own arguments."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    # Late: only this command needs the server.
    from ..server.main import main

    return main(arguments)
