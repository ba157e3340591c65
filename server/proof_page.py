"""What a hover tells of a proof: the verdict, the evidence line by line, the counterexample that can be rerun."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..analyzers.proving.proofs.standing import withdrawn
from ..analyzers.proving.proofs.wording import lines_of, title
from .figures import plain

if TYPE_CHECKING:
    from ..analyzers.proving.proofs.store import Stored

__all__ = ["proof_page"]

MOST_LINES = 24
"""Of evidence, and of a counterexample's script."""


def proof_page(stored: Stored) -> str:
    """All that is known of the proof of a fix, as Markdown."""
    proof = stored.proof
    gone = withdrawn(proof)
    head = f"**Fix {plain(title(proof), 200)}**"
    parts = [f"{head}: withdrawn here" if gone else head]
    if proof.verdict != "proved":
        parts.append(plain(proof.reason, 400))
    example = proof.counterexample
    if example is not None:
        parts.append(_fenced("text", [example.call, f"  before: {example.before}", f"  after:  {example.after}"]))
        if example.script:
            parts.append("`python` this: it exits with 1 where the two differ")
            parts.append(_fenced("python", example.script.splitlines()))
    rows = lines_of(proof)
    if rows:
        parts.append(_fenced("text", rows))
    made = time.strftime("%d %b %H:%M", time.localtime(min(max(stored.made, 0.0), 4e9)))
    parts.append(
        f"Of {made}, for this text of `{plain(stored.identity.function)}` and of what it mentions in this file"
    )
    return "\n\n".join(parts)


def _fenced(language: str, lines: list[str]) -> str:
    """A block of code that what stands in it cannot end."""
    shown = [line[:200] for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append("…")
    text = "\n".join(shown)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
