"""What `slowspot optimize` found, for people."""

from __future__ import annotations

import os
import sys

from ..analyzers.proving.proofs.optimized_wording import diff_of
from ..analyzers.proving.proofs.optimizing import Optimized, Task
from ..analyzers.proving.proofs.wording import lines_of, title
from .terminal import Style, escaped, wants_colour

__all__ = ["print_text"]

_STOPPED = {
    "candidates": "more candidates were left than --most allows",
    "seconds": "more candidates were left when the time was over (--total-seconds)",
    "cancelled": "called off",
}


def print_text(task: Task, found: Optimized, applied: str) -> None:
    style = Style(wants_colour(sys.stdout))
    name = style.bold(escaped(f"{os.path.relpath(task.path)}::{task.function}"))
    if found.accepted:
        count = len(found.accepted)
        print(f"{name}: {count} faster {'text was' if count == 1 else 'texts were'} proved, best first")
    else:
        print(f"{name}: nothing better found")
    for number, tried in enumerate(found.accepted, 1):
        told = escaped(f"{number}. {tried.candidate.origin}: {title(tried.proof)}")
        print(f"\n{style.green(told)}")
        if tried.candidate.note:
            print(f"   {escaped(tried.candidate.note)}")
        for line in lines_of(tried.proof):
            print(style.dim(f"   {escaped(line)}"))
        for line in diff_of(task, tried)[2:]:
            print("   " + _painted(escaped(line.rstrip("\r\n")), style))
    _print_others(found, style)
    if applied:
        print(f"\nWritten: {escaped(applied)}")


def _painted(line: str, style: Style) -> str:
    if line.startswith("@@"):
        return style.cyan(line)
    return style.green(line) if line.startswith("+") else style.red(line) if line.startswith("-") else line


def _print_others(found: Optimized, style: Style) -> None:
    if found.rejected or found.surpassed:
        print(style.dim("\nTried and not taken:"))
    for tried in found.surpassed:
        print(style.dim(escaped(f"   {tried.candidate.origin}: proved, but a part of it is as fast")))
    for tried in found.rejected:
        print(style.dim(escaped(f"   {tried.candidate.origin}: {title(tried.proof)}")))
        shown = tried.proof.counterexample
        if shown is not None:
            print(style.dim(escaped(f"      {shown.call}: {shown.before}; then {shown.after}")))
    notes = [*found.notes]
    if found.stopped:
        notes.append(_STOPPED[found.stopped])
    if found.broken:
        notes.append(f"{found.broken} left out because {'it does' if found.broken == 1 else 'they do'} not parse")
    for note in notes:
        print(style.dim(escaped(f"   note: {note}")))
    print(style.dim(f"   {found.tried} tried in {found.seconds:.0f} s"))
