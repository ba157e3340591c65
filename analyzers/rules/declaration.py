"""The declaration of a rule: one object per file, from which detection, fix, tests, benchmark and docs are made."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from ..findings import Safety, Severity
from ..semantics.model import BlockFacts
from ..semantics.outside import Hop
from ..semantics.site import Site
from .options import Option, OptionSetting, OptionValue

__all__ = [
    "FAMILIES",
    "AntiExample",
    "Example",
    "Family",
    "Gains",
    "Match",
    "Option",
    "OptionSetting",
    "OptionValue",
    "Rewrite",
    "Rule",
    "Stage",
    "Triggers",
    "options_set",
]

Stage = Literal["stable", "preview", "retired"]
Gains = Literal["time", "memory", "latency"]
Family = Literal[
    "collections", "strings", "files", "regex", "logging", "asyncio", "network", "database", "arrays", "frames",
    "memory", "startup", "caching", "calls", "torch", "tensorflow", "jax", "cupy", "tpu", "numba", "interpreters",
    "folklore",
]  # fmt: skip
FAMILIES: tuple[str, ...] = get_args(Family)


@dataclass(frozen=True, slots=True)
class Triggers:
    """Where a rule's `check` is called. A rule pays only where its trigger occurs.

    `nodes` are node types (not Name or Constant: they are everywhere, and the walk passes over them). `calls` are the
    last names of callees: `calls={"pop"}` sees `q.pop(0)`, and
    `calls={"sleep"}` sees `time.sleep(1)`, and `nap(1)` after `from time import sleep as nap`.
    """

    nodes: tuple[type[ast.AST], ...] = ()
    calls: frozenset[str] = frozenset()
    in_loop: bool = False
    """Only inside a loop or comprehension of the same function (the condition or body, not the first iterable)."""
    in_async: bool = False
    """Only where the innermost function is an `async def`."""
    told: bool = False
    """At calls of which linking tells something (`Site.called`), and where an attribute that is a property is read:
    elsewhere the rule costs nothing."""
    packages: frozenset[str] = frozenset()
    """Only in files that import one of these top-level packages, outside functions and classes (under `if` and `try`,
    too): elsewhere the rule costs nothing, whatever its other triggers are."""


@dataclass(slots=True)
class Match:
    """What `check` returns: the node to mark, what to say, and what the rewrite needs.

    `safety` None means that there is no rewrite for this occurrence. A `review` match says in `reason`, in one
    sentence, what may differ.
    """

    node: ast.AST
    message: str
    safety: Safety | None = None
    reason: str = ""
    nodes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Whatever `rewrite` needs, by name: nodes of the same block, names, flags."""
    related: Sequence[tuple[ast.AST | Hop, str] | tuple[ast.AST, str, BlockFacts]] = ()
    """Other places: node, what to say, and the facts of its block where that is not the one of `node`. A `Hop` stands
    for the place that it names, here or in another file."""
    end: ast.AST | None = None
    """Mark up to the end of this node instead of the end of `node` (both in the same block)."""


class Rewrite(Protocol):
    """How a rule changes code: in terms of the nodes that it matched, never of text positions.

    Templates are Python source in which `{name}` stands for the node given as `name=` (put in parentheses where
    precedence asks for them), for a string given as `name=` (inserted as it is), or, alone in its line, for statements;
    braces are doubled as in `str.format`. Everything not replaced keeps its text byte for byte.
    """

    def replace(self, node: ast.AST, template: str, /, **holes: ast.AST | str | Sequence[ast.stmt]) -> None:
        """Replace an expression by an expression, or a statement by the statements of a (multi-line) template."""
        ...

    def insert_before(self, statement: ast.stmt, template: str, /, **holes: ast.AST | str | Sequence[ast.stmt]) -> None:
        """Insert statements on lines of their own before `statement`, above the comments that belong to it."""
        ...

    def insert_after(
        self, statement: ast.stmt, template: str, /, **holes: ast.AST | str | Sequence[ast.stmt]
    ) -> None: ...

    def delete(self, statement: ast.stmt, /) -> None:
        """Remove a statement; the only statement of a body becomes `pass`."""
        ...

    def name(self, wanted: str, near: ast.AST, /, *instead: str) -> str:
        """A name that collides with none in the scope of `near`, nested or enclosing scopes: `wanted`, one of those
        instead, `wanted_2` …"""
        ...

    def imported(self, qualified: str, near: ast.AST, /) -> str:
        """How to write `heapq.nsmallest` or `collections.deque` at `near`; adds the import where the file lacks it.

        Prefers `import module` and a dotted use for modules whose idiom that is, `from module import name` for
        classes; uses what the file already imports, under its alias.
        """
        ...

    def text(self, node: ast.AST, /) -> str:
        """Source text of a node."""
        ...


Arguments = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A slow program and its fast twin. The last function of `before` (and of `after`) is the entry that is called.

    `before` marks the span of each expected finding with «…». `after` is the exact text that the fix yields; "" where a
    rule has no rewrite. An `async def` entry is run by `asyncio.run`.
    """

    before: str
    after: str = ""
    workload: Callable[[int], Arguments] | None = None
    """Makes arguments of size n, for benchmarks; anew for each call, because an entry may change them."""
    same: Sequence[Arguments | Callable[[], Arguments]] = ()
    """Arguments on which both must agree: result, its type, exception type, and the arguments after the call.
    May hold callables of no arguments (lambdas) in place of argument tuples, for values that must be made anew."""
    differs: Sequence[Arguments | Callable[[], Arguments]] = ()
    """Arguments on which a `review` fix is known to differ; a test holds that they do."""
    needs: tuple[str, ...] = ()
    """Packages of the package index that running it takes."""

    @property
    def program(self) -> str:
        """`before` without the marks."""
        return self.before.replace("«", "").replace("»", "")

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with the text of either side: what was measured on another text is stale."""
        # Late: the analysis does without it.
        from hashlib import sha256

        return sha256((self.before + self.after).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class AntiExample(Example):
    """For rules that say "leave it": `before` is the folklore (marked), `after` the plain form that is no slower.

    `after` is given even where the rule has no rewrite: a reader makes the change, and the benchmark compares the two.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One slow pattern. The docstring of the module that declares it is its page in docs, hover and `explain`."""

    slug: str
    code: str
    """`SLP` and three digits; a hundred per family group; never reused. Of a plugin: two to six other capital letters
    and three digits."""
    family: Family
    stage: Stage
    triggers: Triggers
    check: Callable[[Any, Site], Match | None]
    """Called with a node of a trigger type and what is known about its surroundings. Pure; silent where unsure."""
    rewrite: Callable[[Match, Rewrite], None] | None = None
    title: str = ""
    """Of the quick fix, imperative: "Use min()"."""
    severity: Severity = "warning"
    gains: Gains = "time"
    """What the change is made for, where the run time of a call cannot show it: "memory", or "latency" (others wait
    less: the event loop, the network, the start of the program). Such a rule is on whatever its ratios are."""
    also: tuple[str, ...] = ()
    """Codes of other tools' rules that overlap: "PERF402", "FURB192"."""
    examples: Sequence[Example] = ()
    clean: Sequence[str] = ()
    """Programs on which the rule must stay silent; each begins with a comment that says why."""
    unsafe: Sequence[str] = ()
    """Programs that are reported, and whose fix must not be called safe; each begins with a comment that says why."""
    since: tuple[int, int] = (3, 10)
    """The oldest Python on which the advice is right: the rule is off where code must also run on an older one."""
    former: tuple[str, ...] = ()
    """Earlier slugs, which keep resolving."""
    options: tuple[Option[Any], ...] = ()
    """What a user may set; the defaults are what the examples, figures and verdicts are of."""

    @property
    def doc(self) -> str:
        """The rule's page, Markdown. The first line is a one-sentence summary."""
        return (sys.modules[self.check.__module__].__doc__ or "").strip() + "\n"

    @property
    def summary(self) -> str:
        return self.doc.partition("\n")[0].rstrip(".")


def options_set(rules: Iterable[Rule], settings: Iterable[OptionSetting]) -> Mapping[object, OptionValue]:
    """What is set for options of these rules, by option; settings of other rules are passed over."""
    given = {(slug, name): value for slug, name, value in settings}
    return {
        option: given[rule.slug, option.name]
        for rule in (rules if given else ())
        for option in rule.options
        if (rule.slug, option.name) in given
    }
