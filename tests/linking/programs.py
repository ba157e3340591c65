"""Small programs of several files with one slow path each, and a twin that differs in one thing and has none.

A file of planted/ is a program: a sentence, its hops (the functions of the program from the marked call to the end)
and what it goes through, then a file each under `=== path`. Where a line ends in `# «slug»`, a finding of that rule
begins there. `=== clean: why` begins the twin: `--- path`, then lines of that file (`-`) and what stands in their
place (`+`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.linking.codec import decoded
from slowspot.analyzers.linking.collecting import summary_of
from slowspot.analyzers.linking.program import Program
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.semantics.outside import Outside
from slowspot.analyzers.source import Document

__all__ = ["ACROSS", "Found", "Planted", "findings", "outside_of", "planted"]

FOLDER = Path(__file__).parent / "planted"

ACROSS = (
    "async-blocking-indirect",
    "io-in-loop",
    "quadratic-through-call",
    "related-row-in-loop",
    "related-row-through-call",
    "related-rows-in-loop",
)
"""The rules that look across functions and are planted: nothing else of theirs may be found."""

Found = tuple[str, int, str]
"""Path, line (from 1), rule."""

_MARK = re.compile(r"  # «([a-z-]+)»$")


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A program and its twin."""

    name: str
    title: str
    hops: int
    shows: str
    files: Mapping[str, str]
    """By path, without the marks."""
    expected: frozenset[Found]
    difference: str
    """Between the twin and the program, in a few words."""
    twin: Mapping[str, str]


@cache
def planted() -> tuple[Planted, ...]:
    """All of them, by folder and name."""
    return tuple(_read(path) for path in sorted(FOLDER.rglob("*.txt")))


def findings(files: Mapping[str, str]) -> list[Found]:
    """What the rules of `ACROSS` report in a program, in the order of its files."""
    documents = {path: Document(text) for path, text in files.items()}
    told = outside_of(documents)
    found: list[Found] = []
    for path, document in documents.items():
        analyzer = Analyzer(document, _rules(), outside=told[path])
        found += [(path, finding.span.start.line + 1, finding.rule.slug) for finding in analyzer.findings()]
    return found


def outside_of(documents: Mapping[str, Document]) -> dict[str, Outside]:
    """Link documents with each other: what each is told, by path."""
    program = Program()
    for path, document in documents.items():
        program.put(path, summary_of(document))
    tables = program.link()
    return {path: decoded(tables.get(path, b"")) for path in documents}


@cache
def _rules() -> RuleSet:
    return RuleSet(rule for rule in all_rules() if rule.slug in ACROSS)


def _read(path: Path) -> Planted:
    text = path.read_text(encoding="utf-8")
    program, mark, clean = text.partition("=== clean: ")
    head, *parts = re.split(r"^=== ", program, flags=re.MULTILINE)
    title, about = head.splitlines()
    hops, _, shows = about.partition(" hops: ")
    marked = dict(_named(part) for part in parts)
    expected = {
        (name, number, found[1])
        for name, content in marked.items()
        for number, line in enumerate(content.splitlines(), 1)
        if (found := _MARK.search(line)) is not None
    }
    files = {name: _unmarked(content) for name, content in marked.items()}
    assert mark, f"{path}: no twin"
    difference, _, changes = clean.partition("\n")
    twin = dict(files)
    for part in re.split(r"^--- ", changes, flags=re.MULTILINE)[1:]:
        name, lines = _named(part)
        twin[name] = _changed(twin[name], lines.splitlines())
    return Planted(
        path.relative_to(FOLDER).with_suffix("").as_posix(), title, int(hops), shows, files, frozenset(expected),
        difference, twin,
    )  # fmt: skip


def _named(part: str) -> tuple[str, str]:
    name, _, content = part.partition("\n")
    return name.strip(), content


def _unmarked(text: str) -> str:
    return "".join(_MARK.sub("", line) + "\n" for line in text.splitlines())


def _changed(text: str, changes: Iterable[str]) -> str:
    """Put the lines with `+` where those with `-` before them are, which stand in the text just once."""
    pieces: list[tuple[list[str], list[str]]] = []
    for line in changes:
        sign, content = line[:1], line[1:]
        assert sign in ("+", "-"), f"neither taken out nor put in: {line!r}"
        if sign == "-":
            if not pieces or pieces[-1][1]:
                pieces.append(([], []))
            pieces[-1][0].append(_MARK.sub("", content) + "\n")
        else:
            pieces[-1][1].append(content + "\n")
    for out, into in pieces:
        old = "".join(out)
        assert ("\n" + text).count("\n" + old) == 1, f"not there just once: {old!r}"
        text = ("\n" + text).replace("\n" + old, "\n" + "".join(into), 1)[1:]
    return text
