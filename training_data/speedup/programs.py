"""Programs made from a key: an example, a recipe, and, where the source tells the size, that size.

Recipe 0 is the example as it stands. Every other number is a seed for what is put around it. The same key gives the
same source everywhere, so that rows need to keep nothing but keys and times. `after` is what the product makes of it:
the fix of one finding, that which the recipe names.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import copy
import io
import pickle
import re
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from ...analyzers.engine import Analyzer, RuleSet
from ...analyzers.findings import Finding, Position
from ...analyzers.proving.timing import Pickled, RuleWorkload
from ...analyzers.rewriting import apply_edits, build_fix
from ...analyzers.rules.declaration import Rule
from ...analyzers.source import Document
from .ballast import Ballast
from .chance import Chance
from .embedding import Line, embed, place
from .subjects import Subject, subject

__all__ = ["Key", "Program", "Rejected", "build", "is_known", "python_of", "sizes"]

UNKNOWN_SIZES: Final = (30, 100, 300, 1000)
KNOWN_SIZES: Final = (10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000)
_KNOWN_OF_A_RECIPE: Final = 3
_ATTEMPTS: Final = 5
_PYTHONS: Final = ("3.11",) * 7 + ("3.13",) * 7 + ("3.10",) * 3 + ("3.12",) * 3
_SCALES: Final = {"frames": 20.0, "database": 20.0, "asyncio": 10.0, "network": 20.0, "files": 5.0, "arrays": 3.0}
"""How much heavier the patterns of a family are than those of the others."""
_QUIET: Final = ("asyncio", "network", "database", "files", "logging")
"""Families whose examples are not run here just to try them."""


class Key(NamedTuple):
    rule: str
    example: int
    recipe: int
    size: int = 0
    """The number that stands in the source; 0 where the size comes with the arguments."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Surroundings in which the rule or its fix keeps silent, or that do not run."""

    reason: str


@dataclass(frozen=True, slots=True)
class Program:
    key: Key
    before: str
    after: str
    start: Position
    """Of the finding."""
    change: str = ""
    """What was done to the elements of the workload's lists of numbers."""

    def analyzed(self) -> tuple[Analyzer, Finding]:
        """Analyze the program anew and return its finding, for instance for the features of it."""
        _, analyzer, findings = _analyze(self.before, subject(self.key.rule, self.key.example).rule)
        return analyzer, next(finding for finding in findings if finding.span.start == self.start)

    def arguments(self, n: int) -> RuleWorkload | Pickled:
        if self.key.size:
            return Pickled(pickle.dumps((), protocol=4))
        if not self.change:
            return RuleWorkload(self.key.rule, self.key.example, n)
        given = subject(self.key.rule, self.key.example).example.workload
        assert given is not None
        return Pickled(pickle.dumps(_changed(given(n), self.change), protocol=4))


def is_known(found: Subject, recipe: int) -> bool:
    """Does the source of this recipe tell the size?"""
    return recipe > 0 and found.arguments is not None and Chance(*_seed(found, recipe), "known").happens(0.3)


def sizes(found: Subject, recipe: int) -> tuple[int, ...]:
    """The sizes at which a recipe is measured, from small to large."""
    if is_known(found, recipe):
        chance = Chance(*_seed(found, recipe), "sizes")
        return tuple(sorted({chance.one_of(KNOWN_SIZES) for _ in range(_KNOWN_OF_A_RECIPE)}))
    return UNKNOWN_SIZES if found.sized else UNKNOWN_SIZES[1:2]


def python_of(found: Subject, recipe: int) -> str:
    """The version on which a recipe is measured."""
    return Chance(*_seed(found, recipe), "python").one_of(_PYTHONS)


def build(key: Key) -> Program | Rejected:
    """Make the program of a key. Surroundings that silence the rule are drawn anew a few times."""
    found = subject(key.rule, key.example)
    if key.recipe == 0:
        return _plain(found, key)
    outcome = Rejected("no surroundings")
    for attempt in range(_ATTEMPTS):
        chance = Chance(*_seed(found, key.recipe), attempt)
        marked = chance.one_of(found.lines)
        lines = _surrounded(found, key.size, marked, chance)
        if isinstance(lines, Rejected):
            outcome = lines
            continue
        change = _element_change(found, chance) if not key.size and chance.happens(0.35) else ""
        if not key.size and not change and all(origin >= 0 for _, origin in lines):
            continue
        made = _fixed(found, key, lines, marked, change)
        if isinstance(made, Program):
            return made
        outcome = made
    return outcome


def _plain(found: Subject, key: Key) -> Program | Rejected:
    """The example as it stands; where the fix of one of its findings waits for another's, that of the other."""
    lines = [(line, number) for number, line in enumerate(found.source.split("\n"))]
    drawn = Chance(*_seed(found, 0)).one_of(found.lines)
    made = [_fixed(found, key, lines, marked, "") for marked in dict.fromkeys((drawn, *found.lines))]
    return next((program for program in made if isinstance(program, Program)), made[0])


def _fixed(found: Subject, key: Key, lines: Sequence[Line], marked: int, change: str) -> Program | Rejected:
    before = "\n".join(text for text, _ in lines)
    try:
        compile(before, "<before>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Rejected(f"no Python: {error.msg}")
    line = next(number for number, (_, origin) in enumerate(lines) if origin == marked)
    document, analyzer, findings = _analyze(before, found.rule)
    here = [finding for finding in findings if finding.span.start.line == line]
    if not here:
        return Rejected("not found")
    finding = Chance(*_seed(found, key.recipe), "finding").one_of(here)
    fix = build_fix(document, analyzer, finding)
    if fix is None:
        return Rejected("not fixed")
    program = Program(key, before, apply_edits(document, fix.edits), finding.span.start, change)
    return Rejected("elements do not fit") if change and not _runs(program) else program


def _seed(found: Subject, recipe: int) -> tuple[object, ...]:
    return found.rule.slug, found.index, recipe


def _analyze(source: str, rule: Rule) -> tuple[Document, Analyzer, list[Finding]]:
    document = Document(source)
    analyzer = Analyzer(document, RuleSet([rule]))
    return document, analyzer, analyzer.findings()


def _surrounded(found: Subject, size: int, marked: int, chance: Chance) -> list[Line] | Rejected:
    tree = ast.parse(found.source)
    at = place(tree, marked, whole=marked in found.loops)
    if at is None:
        return Rejected("no function")
    entry = next(node for node in reversed(tree.body) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    ballast = Ballast(chance, set(re.findall(r"\w+", found.source)))
    constants: list[str] = []
    opening: list[str] = []
    source = found.source
    containers = _containers(found, entry) if at.function is entry else []
    if size:
        told = _told(found, entry, size, ballast, chance)
        if told is None:
            return Rejected("arguments cannot be written down")
        source, opening, constants = told
    scale = _SCALES.get(found.rule.family, 1.0)
    lines = embed(source, at, ballast, containers, chance, scale=scale, opening=opening)
    top = _end_of_imports(tree)
    parts = [["", *constants]] if constants else []
    parts += [["", "", *text.rstrip("\n").split("\n")] for text in ballast.helpers]
    above: list[Line] = [(line, -1) for part in parts for line in part]
    if not above:
        return lines
    return [*lines[:top], *above, *lines[top:]] if top else [*above[1:], ("", -1), ("", -1), *lines]


def _end_of_imports(tree: ast.Module) -> int:
    ends = [0]
    for node in tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            break
        ends.append(node.end_lineno or 0)
    return ends[-1]


def _containers(found: Subject, entry: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Parameters that hold something with a length that grows with the size."""
    return [name for name, grows in zip((a.arg for a in entry.args.args), _growing(found), strict=False) if grows]


@cache
def _growing_of(slug: str, index: int) -> tuple[bool, ...]:
    found = subject(slug, index)
    if found.arguments is None or found.example.workload is None:
        return ()
    rebound = {
        node.id
        for node in ast.walk(ast.parse(found.source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    entry = [
        node for node in ast.parse(found.source).body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ][-1]
    names = [argument.arg for argument in entry.args.args]
    small, large = found.example.workload(4), found.example.workload(12)
    plain = (list, tuple, str, bytes, dict, set, range)
    return tuple(
        isinstance(a, plain) and isinstance(b, plain) and len(a) < len(b) and name not in rebound
        for a, b, name in zip(small, large, names, strict=False)
    )


def _growing(found: Subject) -> tuple[bool, ...]:
    return _growing_of(found.rule.slug, found.index)


def _told(
    found: Subject, entry: ast.FunctionDef | ast.AsyncFunctionDef, size: int, ballast: Ballast, chance: Chance
) -> tuple[str, list[str], list[str]] | None:
    """The source with arguments that it makes itself: without parameters, what its body begins with, constants."""
    arguments, parameters = found.arguments, entry.args
    names = parameters.args
    if arguments is None or parameters.posonlyargs or parameters.kwonlyargs or parameters.vararg or parameters.kwarg:
        return None
    if len(arguments) > len(names):
        return None
    lines = found.source.split("\n")
    if entry.body[0].lineno != entry.lineno + 1:
        return None
    constant = chance.happens(0.4) and not _changes_arguments(found.rule.slug, found.index)
    opening: list[str] = []
    constants: list[str] = []
    for parameter, argument in zip(names, arguments, strict=False):
        value = _written(argument.at(size), size, chance)
        annotation = f": {ast.get_source_segment(found.source, parameter.annotation)}" if parameter.annotation else ""
        if constant and argument.places:
            name = ballast.fresh(parameter.arg.upper())
            constants.append(f"{name}{annotation} = {value}")
            value = name
        opening.append(f"{parameter.arg}{annotation} = {value}")
    kept = [ast.get_source_segment(found.source, parameter) or "" for parameter in names[len(arguments) :]]
    defaults = parameters.defaults[len(parameters.defaults) - len(kept) :] if kept else []
    if len(defaults) < len(kept):
        return None
    written = [
        f"{name}={ast.get_source_segment(found.source, value)}" for name, value in zip(kept, defaults, strict=True)
    ]
    header = lines[entry.lineno - 1]
    opened = header.index("(")
    closed = header.rindex(")", 0, header.rindex("->") if "->" in header else len(header))
    lines[entry.lineno - 1] = f"{header[: opened + 1]}{', '.join(written)}{header[closed:]}"
    return "\n".join(lines), opening, constants


def _written(text: str, size: int, chance: Chance) -> str:
    """An argument's expression, small ones also as a display."""
    if repeated := re.fullmatch(rf"\[([^\[\],]+)\] \* {size}", text):
        if chance.happens(0.5):
            text = f"[{repeated[1]} for _ in range({size})]"
    elif size <= 30 and chance.happens(0.4):
        value = eval(text, {})
        if isinstance(value, (list, tuple, dict, str)) and len(repr(value)) < 400:
            text = repr(value)
    return text


@cache
def _changes_arguments(slug: str, index: int) -> bool:
    found = subject(slug, index)
    if found.rule.family in _QUIET or found.example.needs or found.example.workload is None:
        return True
    given = found.example.workload(6)
    kept = copy.deepcopy(given)
    return _call(found.source, given) is not None or given != kept


def _element_change(found: Subject, chance: Chance) -> str:
    """A change of elements that the workload's lists allow; "" where they hold neither numbers nor strings."""
    if found.rule.family in _QUIET or found.arguments is None or found.example.workload is None:
        return ""
    kinds = {_kind_of_elements(argument) for argument in found.example.workload(6)}
    if int in kinds and not re.search(r"\bint\b", found.source):
        return chance.one_of(["str", "float", "tuple", "large"])
    return "longer" if str in kinds else ""


def _kind_of_elements(value: object) -> type | None:
    kinds = {type(element) for element in value} if isinstance(value, list) else set[type]()
    return next(iter(kinds)) if len(kinds) == 1 else None


_CHANGES: Final[dict[str, tuple[type, Callable[[Any], Any]]]] = {
    "str": (int, lambda number: f"item{number:06d}"),
    "float": (int, lambda number: number + 0.5),
    "tuple": (int, lambda number: (number, "x")),
    "large": (int, lambda number: number + (1 << 70)),
    "longer": (str, lambda text: text * 7),
}


def _changed(arguments: tuple[Any, ...], change: str) -> tuple[Any, ...]:
    kind, make = _CHANGES[change]
    return tuple(
        [make(element) for element in value] if _kind_of_elements(value) is kind else value for value in arguments
    )


def _runs(program: Program) -> bool:
    given = program.arguments(8)
    assert isinstance(given, Pickled)
    return _call(program.before, pickle.loads(given.data)) is None


def _call(source: str, arguments: tuple[Any, ...]) -> Exception | None:
    """Call the last function of a program; return what it raised."""
    module = types.ModuleType("example")
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(source, "<example>", "exec", dont_inherit=True), module.__dict__)
            functions = [
                v for v in vars(module).values() if isinstance(v, types.FunctionType) and v.__module__ == "example"
            ]
            result = functions[-1](*arguments)
            if isinstance(result, types.CoroutineType):
                asyncio.run(result)
            elif isinstance(result, types.GeneratorType):
                list(result)
        except Exception as error:  # noqa: BLE001 - whatever the example raises
            return error
    return None
