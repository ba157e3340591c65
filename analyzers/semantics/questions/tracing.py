"""Functions that a framework traces and compiles (`jax.jit`, `tf.function`): which they are, and what is inside one."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..frames import CHILD_FIELDS, COMPREHENSION, FOR, WHILE, Frame
from ..instances import own_class, own_methods
from ..loops import Loop
from ..model import BlockFacts
from ..names import qualified_name, resolve
from ..site import Site
from .whole_file import document_of

__all__ = [
    "LOOPS",
    "Compiled",
    "Definition",
    "called_in_pass",
    "calls_in_pass",
    "compiled_call",
    "compiled_callee",
    "counted_in",
    "inside_compiled",
    "is_compiled_result",
    "is_element_of_pass",
    "made_anew",
    "may_be_traced",
    "open_slice_in",
    "printed_by",
]  # fmt: skip

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LOOPS = (ast.For, ast.While, *_COMPREHENSIONS)
"""What a rule triggers on that looks at calls of functions of any name: a file has ten times as many calls."""


def calls_in_pass(at: Site) -> Iterator[Site]:
    """The calls that each pass of the loop at `at` evaluates, but for those in loops and functions within."""
    node: Any = at.node
    frame = at.frame
    roots: list[ast.AST]
    if isinstance(node, _COMPREHENSIONS):
        for generator in node.generators:
            frame = Frame(COMPREHENSION, generator, frame)
        roots = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        roots += node.generators[-1].ifs
    else:
        frame = Frame(FOR if isinstance(node, ast.For) else WHILE, node, frame)
        roots = [*node.body]
    pending = roots[::-1]
    while pending:
        part: Any = pending.pop()
        if isinstance(part, ast.Call):
            yield Site(at.facts, frame, part)
        elif isinstance(part, (*LOOPS, *_DEFINITIONS, ast.AsyncFor, ast.Lambda, ast.ClassDef)):
            continue
        for field in CHILD_FIELDS[part.__class__][::-1]:
            value = getattr(part, field)
            parts = value[::-1] if isinstance(value, list) else [value]
            pending += [each for each in parts if each is not None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled function, as far as the file shows it."""

    function: Definition | None
    """What is compiled; None where it stands elsewhere."""
    keywords: Sequence[ast.keyword]
    """What the compiler was told: `static_argnums=…`, `input_signature=…`."""
    bound: bool = False
    """Is the first parameter given already (a method of `self`)?"""

    def told(self, *names: str) -> ast.expr | None:
        return next((keyword.value for keyword in self.keywords if keyword.arg in names), None)


def compiled_callee(at: Site, func: ast.expr, compilers: Collection[str]) -> Compiled | None:
    """The compiled function that a call of `func` runs; None where it is not certain that it is one."""
    return _callee(at.facts, func, compilers)


def _callee(facts: BlockFacts, func: ast.expr, compilers: Collection[str]) -> Compiled | None:
    if isinstance(func, ast.Call):
        return _by_call(facts, func, compilers)
    if isinstance(func, ast.Attribute):
        return _attribute(facts, func, compilers)
    if not isinstance(func, ast.Name):
        return None
    found = resolve(facts, func)
    if found is None or len(found[1]) != 1:
        return None
    binding, where = found[1][0]
    if binding.kind == "def" and isinstance(binding.value, _DEFINITIONS):
        return _by_decorator(where, binding.value, compilers)
    if binding.kind == "assign" and binding.path is None and isinstance(binding.value, ast.Call):
        return _by_call(where, binding.value, compilers)
    return None


def _attribute(facts: BlockFacts, func: ast.Attribute, compilers: Collection[str]) -> Compiled | None:
    methods = own_methods(facts, func)
    if methods:
        every = [_by_decorator(where, method, compilers) for method, where in methods]
        only = every[0] if len(every) == 1 else None
        return Compiled(only.function, only.keywords, bound=True) if only is not None else None
    owner = own_class(facts, func.value)
    if owner is None:
        return None
    entries = facts.model.class_attributes(owner, facts).get(func.attr, ())
    if len(entries) != 1 or not isinstance(entries[0][0].value, ast.Call):
        return None
    return _by_call(entries[0][1], entries[0][0].value, compilers)


def compiled_call(at: Site, node: ast.AST, compilers: Collection[str]) -> Compiled | None:
    """What `jax.jit(f, …)` compiles; None for any other expression."""
    return _by_call(at.facts, node, compilers) if isinstance(node, ast.Call) else None


def _by_call(facts: BlockFacts, call: ast.Call, compilers: Collection[str]) -> Compiled | None:
    if len(call.args) == 0 or isinstance(call.args[0], ast.Starred):
        return None
    keywords = _compiling(facts, call.func, compilers)
    if keywords is None:
        return None
    given = call.args[0]
    function: Definition | None = given if isinstance(given, ast.Lambda) else None
    bound = False
    if isinstance(given, ast.Name):
        found = resolve(facts, given)
        only = found[1][0][0].value if found is not None and len(found[1]) == 1 else None
        function = only if isinstance(only, _DEFINITIONS) else None
    elif isinstance(given, ast.Attribute):
        methods = own_methods(facts, given)
        function, bound = (methods[0][0], True) if len(methods) == 1 else (None, False)
    return Compiled(function, [*keywords, *call.keywords], bound)


def _by_decorator(facts: BlockFacts, function: Definition, compilers: Collection[str]) -> Compiled | None:
    for decorator in getattr(function, "decorator_list", ()):
        keywords = _compiling(facts, decorator, compilers)
        if keywords is not None:
            return Compiled(function, keywords)
    return None


def _compiling(facts: BlockFacts, node: ast.expr, compilers: Collection[str]) -> Sequence[ast.keyword] | None:
    """What a compiler is told by `jax.jit`, `tf.function(…)`, `partial(jax.jit, …)`; None for what compiles nothing."""
    if not isinstance(node, ast.Call):
        return () if qualified_name(facts, node) in compilers else None
    if not node.args:
        return node.keywords if qualified_name(facts, node.func) in compilers else None
    if len(node.args) == 1 and qualified_name(facts, node.func) == "functools.partial":
        return node.keywords if qualified_name(facts, node.args[0]) in compilers else None
    return None


# -- where


def inside_compiled(at: Site, compilers: Collection[str]) -> Compiled | None:
    """The compiled function that the place is certainly part of: decorated, or handed to the compiler by its name."""
    for parent in at.parents(at.node):
        if isinstance(parent, _DEFINITIONS):
            found = _by_decorator(at.facts, parent, compilers) or _handed_over(at, parent, compilers)
            if found is not None:
                return found
        elif isinstance(parent, ast.Lambda):
            call = at.parent(parent)
            found = _by_call(at.facts, call, compilers) if isinstance(call, ast.Call) else None
            if found is not None and found.function is parent:
                return found
    return None


def _handed_over(
    at: Site, function: ast.FunctionDef | ast.AsyncFunctionDef, compilers: Collection[str]
) -> Compiled | None:
    """`step = jax.jit(step_of, …)` beside the function, in the same block or at the level of the module."""
    scope = at.facts.scopes.scope_of.get(function)
    outer = scope.parent if scope is not None else None
    if outer is None or outer.kind == "class":
        return None
    if outer.kind != "module":
        for load in outer.loads_of(function.name):
            call = at.parent(load)
            if isinstance(call, ast.Call) and call.args and call.args[0] is load:
                found = _by_call(at.facts, call, compilers)
                if found is not None:
                    return found
        return None
    names = "|".join(sorted({re.escape(name.rpartition(".")[2]) for name in compilers}))
    pattern = re.compile(rf"^(\w+)\s*=\s*[\w.]*\b(?:{names})\(\s*{re.escape(function.name)}\b", re.MULTILINE)
    for match in pattern.finditer("".join(document_of(at).lines)):
        for binding, where in at.facts.model.module_bindings(match[1]):
            if binding.kind == "assign" and isinstance(binding.value, ast.Call):
                found = _by_call(where, binding.value, compilers)
                if found is not None and found.function is function:
                    return found
    return None


def may_be_traced(at: Site) -> bool:
    """May the function around be compiled after all: is it decorated, a lambda, or handed to a call by its name?"""
    for parent in at.parents(at.node):
        if isinstance(parent, ast.Lambda) or (isinstance(parent, _DEFINITIONS) and _passed_on(at, parent)):
            return True
    return False


def _passed_on(at: Site, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if any(not isinstance(d, ast.Name) or d.id not in _PLAIN for d in function.decorator_list):
        return True
    name = re.escape(function.name)
    pattern = re.compile(rf"[(,=]\s*(?:\w+\.)*{name}\s*[,)\n]")
    return pattern.search("".join(document_of(at).lines)) is not None


_PLAIN = ("staticmethod", "classmethod", "property")


# -- what differs from call to call


def counted_in(at: Site, node: ast.expr) -> Loop | None:
    """The loop that gives a Python number a new value in each pass, by its own count: `step`, `lr * step`."""
    if at.type(node).name not in ("int", "float") or not at.type(node).proven:
        return None
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return next((loop for loop in at.repeating if not names.isdisjoint(_counts(at, loop))), None)


def _counts(at: Site, loop: Loop) -> Iterator[str]:
    """Names of the numbers that a loop counts up: the target of `range`, of `enumerate`, `n += 1`."""
    iterable, target = loop.iterable, loop.target
    if isinstance(iterable, ast.Call) and target is not None:
        if isinstance(target, ast.Name) and at.refers_to(iterable.func, "builtins.range"):
            yield target.id
        elif isinstance(target, ast.Tuple) and at.refers_to(iterable.func, "builtins.enumerate"):
            yield from (name.id for name in target.elts[:1] if isinstance(name, ast.Name))
    for statement in loop.body:
        if (
            isinstance(statement, ast.AugAssign)
            and isinstance(statement.op, (ast.Add, ast.Sub, ast.Mult, ast.Div))
            and isinstance(statement.target, ast.Name)
        ):
            yield statement.target.id


def open_slice_in(at: Site, node: ast.expr) -> Loop | None:
    """The loop by whose count `xs[:i]` or `xs[i:]` gets longer or shorter in each pass."""
    if not isinstance(node, ast.Subscript):
        return None
    index = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
    if not isinstance(index, ast.Slice) or index.step is not None or at.type(node.value).name in ("str", "bytes"):
        return None
    bounds = [bound for bound in (index.lower, index.upper) if bound is not None]
    return counted_in(at, bounds[0]) if len(bounds) == 1 else None


def made_anew(at: Site, given: ast.expr, loop: Loop | None, makers: Collection[str]) -> bool:
    """Is it a new function object each time: a lambda, `partial(…)`, `jax.grad(…)`, a function defined in the loop?"""
    if isinstance(given, ast.Lambda):
        return True
    if isinstance(given, ast.Call):
        return (at.qualified(given.func) or "") in {"functools.partial", *makers}
    if isinstance(given, ast.Name) and loop is not None:
        bindings = at.bindings(given)
        return (
            len(bindings) == 1
            and bindings[0].kind == "def"
            and at.is_local(given)
            and at.inside(bindings[0].value, loop.node)
        )
    return False


def called_in_pass(at: Site, made: ast.Call, loop: Loop) -> bool:
    """Is the function that a call makes called in the same pass: at once, or by the name that it is given?"""
    around = at.parent(made)
    if isinstance(around, ast.Call) and around.func is made:
        return True
    if not (isinstance(around, ast.Assign) and len(around.targets) == 1 and isinstance(around.targets[0], ast.Name)):
        return False
    name = around.targets[0].id
    return any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name for n in loop.walk())


def printed_by(node: ast.Call) -> list[ast.expr]:
    """The arguments, and what stands in their f-strings."""
    found: list[ast.expr] = []
    for argument in node.args:
        found += argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    return found


def is_compiled_result(at: Site, name: ast.Name, compilers: Collection[str]) -> bool:
    """Is it what a compiled function has returned in this pass?"""
    loop = at.loop
    bindings = [binding for binding in at.bindings(name) if loop is not None and at.inside(binding.node, loop.node)]
    if len(bindings) != 1 or bindings[0].kind not in ("assign", "unpack"):
        return False
    value = bindings[0].value
    return isinstance(value, ast.Call) and compiled_callee(at, value.func, compilers) is not None


def is_element_of_pass(at: Site, value: ast.expr, loop: Loop, types: Collection[str]) -> bool:
    """Is it the one element of an array of these types that a pass is about: `x[i]`, `y` of `for y in x`?"""
    targets = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)} if loop.target else set[str]()
    if isinstance(value, ast.Name) and value.id in targets:
        iterable = loop.iterable
        return isinstance(loop.target, ast.Name) and iterable is not None and at.type(iterable).name in types
    if isinstance(value, ast.Subscript):
        array, index = value.value, value.slice
        counted = isinstance(index, ast.Name) and index.id in targets and at.type(index).is_("int")
        return counted and at.type(array).name in types and loop.is_invariant(array)
    return False
