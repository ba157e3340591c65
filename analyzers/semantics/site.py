"""What a rule may ask about the place where its trigger occurred. All is from the text; unknown stays unknown."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from .accumulation import Accumulation, accumulation, leaves, only_looks
from .arrays import dimensions
from .frames import COMPREHENSION, FUNCTION, LAMBDA, Frame
from .inference import own_class, type_of
from .knowledge import BLOCKING, MUTATING_METHODS
from .loops import Keeping, Loop, dotted, is_pure, is_shared
from .model import BlockFacts
from .names import qualified_name, resolve
from .outside import Called, written
from .scopes import Binding, Scope
from .sizes import FEW, size_of
from .types import Type, hashable
from .usages import Usage, usages

__all__ = ["Site"]


class Site:
    """One occurrence of a trigger: the node, the loops and function around it, and the questions."""

    __slots__ = ("facts", "frame", "node")

    def __init__(self, facts: BlockFacts, frame: Frame, node: ast.AST) -> None:
        self.facts = facts
        self.frame = frame
        self.node = node

    # -- where

    @property
    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None:
        """The innermost function; None at module or class level."""
        return self.frame.function.node if self.frame.function is not None else None

    @property
    def in_async(self) -> bool:
        """Does this run on the event loop, that is directly in an `async def`? (A lambda or `def` in one does not.)"""
        return self.frame.in_async

    @property
    def loop(self) -> Loop | None:
        """The innermost loop of the same function whose passes evaluate the node."""
        return self._loop(self.frame.loop) if self.frame.loop is not None else None

    @property
    def loops(self) -> list[Loop]:
        """All loops around, in the same function, innermost first."""
        found: list[Loop] = []
        frame: Frame | None = self.frame
        while frame is not None and frame.kind not in (FUNCTION, LAMBDA, "module", "class"):
            found.append(self._loop(frame))
            frame = frame.parent
        return found

    @property
    def repeating(self) -> list[Loop]:
        """The loops around that come by the node again and again, innermost first.

        Left out are those of a few passes, and those that are left right after: `if …: i = xs.index(x); break`.
        """
        found = [loop for loop in self.loops if loop.is_comprehension]
        around = {loop.node: loop for loop in self.loops}
        leaves = ""  # the jump that certainly follows
        node: ast.AST = self.statement(self.node)
        first = True
        while isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            if node in around:
                if leaves in ("", "continue"):
                    found.append(around[node])
                if leaves == "return":
                    break
                if leaves != "raise":
                    leaves = ""
            if isinstance(node, ast.stmt):
                if not leaves or (first and node in around):
                    body, index = self.siblings(node)
                    leaves = next(filter(None, map(self._jump, body[index:])), "")
                parent = self.facts.scopes.parent[node]
                if leaves == "raise" and isinstance(parent, ast.Try) and parent.handlers and node in parent.body:
                    leaves = ""
            first = False
            node = self.facts.scopes.parent[node]
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                break
        return [loop for loop in found if not loop.few]

    def _jump(self, statement: ast.stmt) -> str:
        if isinstance(statement, ast.Expr) and self.is_call(statement.value, "sys.exit", "builtins.exit", "os._exit"):
            return "return"
        return _JUMPS.get(statement.__class__, "")

    def steady_loop(self, node: ast.AST) -> tuple[Loop, Keeping] | None:
        """The outermost loop whose passes, and those of all loops within it, see the same value of `node`.

        None unless one of these loops comes by again and again. The second part is the weakest of their answers.
        """
        best: Loop | None = None
        keeping: Keeping = "certainly"
        repeats = False
        repeating = self.repeating
        for loop in self.loops:
            kept = loop.keeps(node)
            if kept == "no":
                break
            best = loop
            keeping = "likely" if kept == "likely" else keeping
            repeats = repeats or loop in repeating
        return (best, keeping) if best is not None and repeats else None

    def anchor(self, loop: Loop) -> ast.stmt | None:
        """The statement before which something can be computed once for all passes; None where there is none."""
        node: ast.AST = loop.container
        while not isinstance(node, ast.stmt):
            if isinstance(node, ast.Lambda):
                return None
            below, node = node, self.facts.scopes.parent[node]
            if isinstance(node, ast.While) and node.test is below:
                return None
        parent: Any = self.facts.scopes.parent[node]
        is_last = isinstance(parent, ast.If) and isinstance(node, ast.If) and parent.orelse == [node]
        return None if is_last and node.col_offset == parent.col_offset else node  # elif

    def steady_until(self, items: ast.AST, anchor: ast.stmt, loop: Loop) -> bool:
        """Is a local container, from the anchor on, what it is in the loop: does nothing in the same statement change
        it (`xs.pop(), [… in xs]`), and does the loop not run later (a generator)?"""
        if not isinstance(items, ast.Name) or loop.container is anchor:
            return True
        if isinstance(loop.container, ast.GeneratorExp) and not self.pure(self.parent(loop.container)):
            return not any(self.changes(usage.node) or usage.kind == "store-subscript" for usage in self.usages(items))
        return not any(
            (self.changes(usage.node) or usage.kind == "store-subscript") and self.inside(usage.node, anchor)
            for usage in self.usages(items)
        )

    def bound_before(self, name: ast.AST, statement: ast.stmt) -> bool:
        """Is a name, or the name at the root of `a.b.c`, certainly bound when control reaches the statement?"""
        while isinstance(name, ast.Attribute):
            name = name.value
        if not isinstance(name, ast.Name):
            return False
        bindings = self.bindings(name)
        if any(binding.kind == "delete" for binding in bindings):
            return False
        if self.owner(name) is None or any(binding.kind == "parameter" for binding in bindings):
            return True
        bound = {
            self.statement(b.node)
            for b in bindings
            if b.kind not in ("delete", "augment") and b.node in self.facts.scopes.parent
        }
        node: ast.AST = statement
        while isinstance(node, ast.stmt):
            body, index = self.siblings(node)
            if any(earlier in bound for earlier in body[:index]):
                return True
            if (
                isinstance(node, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith))
                and node in bound
                and node is not statement
            ):
                return True
            node = self.facts.scopes.parent[node]
            while isinstance(node, (ast.ExceptHandler, ast.match_case)):
                node = self.facts.scopes.parent[node]
        return False

    def seen_after_error(self, name: ast.Name, statement: ast.stmt) -> bool:
        """Does code that runs when the statement fails half-way, in the same function, read the local name?"""
        for parent in self.parents(statement):
            if isinstance(parent, (ast.Try, ast.With, ast.AsyncWith)) and any(
                self.inside(statement, part) for part in parent.body
            ):  # a `with` may swallow the error
                within = {node for part in parent.body for node in ast.walk(part)}
                if not within.issuperset(usage.node for usage in self.usages(name)):
                    return True
        return False

    def _loop(self, frame: Frame) -> Loop:
        loop = self.facts.loop_cache.get(frame.node)
        if loop is None:
            loop = self.facts.loop_cache[frame.node] = Loop(self.facts, frame)
        return loop

    def loop_of(self, statement: ast.For | ast.AsyncFor | ast.While | ast.comprehension) -> Loop:
        """The facts of a loop found elsewhere than around the node (a nested one, a sibling)."""
        loop = self.facts.loop_cache.get(statement)
        if loop is None:
            kind = "while" if isinstance(statement, ast.While) else "for"
            kind = COMPREHENSION if isinstance(statement, ast.comprehension) else kind
            loop = self.facts.loop_cache[statement] = Loop(self.facts, Frame(kind, statement, self.frame))
        return loop

    def loop_over(self, iterable: ast.AST) -> Loop | None:
        """The loop that runs over exactly this expression; None where it is used otherwise."""
        around: Any = self.facts.scopes.parent.get(iterable)
        if not isinstance(around, (ast.For, ast.AsyncFor, ast.comprehension)) or around.iter is not iterable:
            return None
        kind = "comprehension" if isinstance(around, ast.comprehension) else "for"
        return self._loop(Frame(kind, around, self.frame))

    @property
    def repeated_in(self) -> Loop | None:
        """The innermost loop that repeats the node often: not one of a few passes, nor one that is left right after."""
        for loop in self.loops:
            if not loop.few and not leaves(self, loop):
                return loop
        return None

    FEW: Final = FEW

    def accumulation(self, target: ast.expr, grown: Callable[[ast.stmt], ast.expr | None]) -> Accumulation | None:
        """How a name or dotted attribute grows in the loops around; see `semantics/accumulation.py`."""
        return accumulation(self, target, grown)

    def only_looks(self, node: ast.expr, inside: ast.AST) -> bool:
        """Does this read of a container that `inside` changes leave no second reference, nor a half-run iteration?"""
        return only_looks(self, node, inside)

    @property
    def qualname(self) -> str:
        """Qualified name of the enclosing function, as `__qualname__` spells it; "" outside."""
        if self.frame.function is None:
            return ""
        parts: list[str] = []
        frame: Frame | None = self.frame
        while frame is not None:
            if frame.kind == FUNCTION or frame.kind == "class":
                if frame.kind == FUNCTION and parts:
                    parts.append("<locals>")
                parts.append(frame.node.name)
            frame = frame.parent
        return ".".join(reversed(parts))

    def parent(self, node: ast.AST) -> ast.AST:
        return self.facts.scopes.parent[node]

    def parents(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around, innermost first, up to the block's statement."""
        parent = self.facts.scopes.parent
        current = parent.get(node)
        while current is not None and not isinstance(current, ast.Module):
            yield current
            current = parent.get(current)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds the node."""
        parent = self.facts.scopes.parent
        while not isinstance(node, ast.stmt):
            node = parent[node]
        return node

    def siblings(self, statement: ast.stmt) -> tuple[Sequence[ast.stmt], int]:
        """The body that the statement stands in and its index there. At block level only the block's own statements."""
        parent: Any = self.facts.scopes.parent[statement]
        for name in ("body", "orelse", "finalbody"):
            body = getattr(parent, name, None)
            if isinstance(body, list):
                for index, other in enumerate(body):
                    if other is statement:
                        return body, index
        nodes = self.facts.block.nodes
        for index, other in enumerate(nodes):
            if other is statement:
                return nodes, index
        return (statement,), 0

    def previous(self, statement: ast.stmt) -> ast.stmt | None:
        """The statement directly before, in the same body."""
        body, index = self.siblings(statement)
        return body[index - 1] if index else None

    def following(self, statement: ast.stmt) -> ast.stmt | None:
        body, index = self.siblings(statement)
        return body[index + 1] if index + 1 < len(body) else None

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Is `node` somewhere below `outer` (or `outer` itself)?"""
        return node is outer or any(parent is outer for parent in self.parents(node))

    # -- what

    def qualified(self, node: ast.AST) -> str | None:
        """`np.append` → "numpy.append", `sorted` → "builtins.sorted"; None for local objects and what is not known."""
        return qualified_name(self.facts, node)

    def imports(self, *packages: str) -> bool:
        """Does the module import one of these top-level packages, or does the block mention one?"""
        facts = self.facts
        return facts.model.imports_any(packages) or facts.says(*packages)

    def is_call(self, node: ast.AST | None, *names: str) -> bool:
        """Is it a call of one of these qualified names?"""
        return isinstance(node, ast.Call) and self.refers_to(node.func, *names)

    def refers_to(self, node: ast.AST, *names: str) -> bool:
        """Does a name or dotted expression mean one of these? Cheap where its last part rules it out."""
        last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
        if last is None:
            return False
        facts = self.facts
        if (
            not any(name.endswith(last) for name in names)
            and last not in facts.model.imports.renamed
            and last not in facts.renamed
        ):
            return False
        return self.qualified(node) in names

    def blocks(self, call: ast.Call) -> str | None:
        """Does the call stop the thread until something outside has happened? What to use in a coroutine, or None."""
        qualified = self.qualified(call.func)
        if qualified is None and isinstance(call.func, ast.Attribute):
            receiver = self.type(call.func.value)
            qualified = f"{receiver.name}.{call.func.attr}" if receiver.known else None
        return BLOCKING.get(qualified or "")

    def called(self, call: ast.Call | ast.Attribute) -> Called | None:
        """What is known of the function that a call runs, or reading an attribute that is a property: from the whole
        program where it was linked. None for what has nothing to tell, and for callees that are not certain."""
        function = call.func if isinstance(call, ast.Call) else call
        calls = self.facts.model.told().calls
        return calls.get((self.qualname, written(function))) if calls else None

    def waits(self, loop: Loop) -> bool:
        """Does a pass wait for something outside (an `await`, a request, a sleep), longer than most work takes?"""
        return any(
            isinstance(node, ast.Await) or (isinstance(node, ast.Call) and self.blocks(node) is not None)
            for node in loop.walk()
        )

    def type(self, node: ast.AST | None) -> Type:
        """The type of an expression of this block; `UNKNOWN` (falsy `.known`) when not certain."""
        return type_of(self.facts, node)

    def pure(self, node: ast.AST) -> bool:
        """Can the expression be evaluated more or fewer times, or elsewhere, with nobody the wiser?"""
        return is_pure(self.facts, node)

    def changes(self, read: ast.AST) -> bool:
        """Does this read of a builtin container call a method that changes it: `q.pop()`?"""
        attribute = self.parent(read)
        return isinstance(attribute, ast.Attribute) and attribute.attr in MUTATING_METHODS

    def same(self, a: ast.AST | None, b: ast.AST | None) -> bool:
        """Are both expressions written alike (but for Load and Store)?"""
        if a is None or b is None:
            return a is b
        return _shape(a) == _shape(b)

    def same_root(self, a: ast.expr, b: ast.expr) -> bool:
        """Do the names at the roots of `a.b.c` and `a.d` belong to the same scope?"""
        while isinstance(a, ast.Attribute):
            a = a.value
        while isinstance(b, ast.Attribute):
            b = b.value
        return isinstance(a, ast.Name) and isinstance(b, ast.Name) and a.id == b.id and self.owner(a) is self.owner(b)

    def dotted(self, node: ast.AST) -> str | None:
        """`self.items` → "self.items"; None for anything but names and attributes of names."""
        return dotted(node)

    def constant(self, node: ast.AST | None) -> Any:
        """The value of a literal, or of a name that is bound once, to a literal; `Site.NOT_CONSTANT` otherwise."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            return -value if isinstance(value, (int, float)) else Site.NOT_CONSTANT
        if isinstance(node, ast.Name):
            bindings = self.bindings(node)
            if len(bindings) == 1 and bindings[0].kind == "assign" and isinstance(bindings[0].value, ast.Constant):
                return bindings[0].value.value
        return Site.NOT_CONSTANT

    NOT_CONSTANT: Any = object()

    def size(self, node: ast.AST | None) -> int | None:
        """Number of elements (at most) where the source tells: of a display, or of a name for one that never grows."""
        return size_of(self.facts, node)

    def is_small(self, node: ast.AST | None) -> bool:
        """Does the source say that the container has only a few elements (eight at most)?"""
        size = self.size(node)
        return size is not None and size <= FEW

    def dimensions(self, node: ast.AST) -> int | None:
        """How many dimensions a NumPy array has (a number: 0); None where it is not certain."""
        return dimensions(self.facts, node)

    def hashable(self, node: ast.AST) -> bool | None:
        """Is the value of the expression certainly hashable (True), certainly not (False), or is it unknown (None)?"""
        return hashable(self.type(node))

    def element_hashable(self, node: ast.AST) -> bool | None:
        """Are the elements of a container certainly hashable (True), certainly not (False), or is it unknown (None)?"""
        return hashable(self.type(node).element)

    def is_private(self, name: ast.AST) -> bool:
        """Is it a local name whose object was made here and is held by nothing else?"""
        owner = self.owner(name) if isinstance(name, ast.Name) else None
        if not isinstance(name, ast.Name) or owner is None or owner.kind not in ("function", "lambda", "comprehension"):
            return False
        return not is_shared(self.facts, owner, name.id)

    # -- names

    def owner(self, name: ast.Name) -> Scope | None:
        """The function, lambda, comprehension or class scope that owns the name; None: the module or a builtin."""
        scope = self.facts.scopes.scope_of.get(name)
        return scope.owner(name.id) if scope is not None else None

    def bindings(self, name: ast.Name) -> list[Binding]:
        """Everything that binds the name, in its own scope or at module level; [] for builtins and unknown names."""
        found = resolve(self.facts, name)
        return [binding for binding, _ in found[1]] if found is not None else []

    def is_local(self, name: ast.AST) -> bool:
        """Is it a name of a function (not of the module, not declared global or nonlocal elsewhere)?"""
        if not isinstance(name, ast.Name):
            return False
        owner = self.owner(name)
        return owner is not None and owner.kind in ("function", "lambda", "comprehension")

    def only_value(self, name: ast.AST) -> ast.expr | None:
        """The one expression assigned to a name that is bound nowhere else (`+=` and `del` count as elsewhere)."""
        if not isinstance(name, ast.Name):
            return None
        bindings = self.bindings(name)
        if len(bindings) == 1 and bindings[0].kind in ("assign", "annotate", "walrus") and bindings[0].path is None:
            return bindings[0].value
        return None

    def usages(self, name: ast.Name) -> list[Usage]:
        """Every load of a local name in its scope, classified; [] when the name is not local to a function."""
        owner = self.owner(name)
        if owner is None or owner.kind == "class":
            return []
        return usages(self.facts, owner, name.id)

    def stays_in(self, target: ast.expr, loop: Loop) -> bool:
        """Are the values that a loop gives the names in its target read in its own passes only?

        Reads in other loops that bind the same name do not count. False where the names are not local to a function.
        """
        for name in ast.walk(target):
            if not isinstance(name, ast.Name):
                continue
            if not self.is_local(name) or any(binding.kind == "delete" for binding in self.bindings(name)):
                return False
            others = {b.node for b in self.bindings(name) if b.kind in ("for", "comprehension")}
            for usage in self.usages(name):
                loops = [p for p in self.parents(usage.node) if isinstance(p, (ast.For, ast.AsyncFor))]
                if loop.is_comprehension or loop.node in loops:
                    if usage.kind == "captured":
                        return False
                elif not any(node in ast.walk(around.target) for around in loops for node in others):
                    return False
        return True

    def assigning_methods(self, attribute: ast.Attribute) -> set[str]:
        """Names of the methods, but for the one around, in which the class of `self` in `self.name` assigns `name`."""
        owner = self.own_class(attribute.value)
        entries = (
            self.facts.model.class_attributes(owner, self.facts).get(attribute.attr, ()) if owner is not None else ()
        )
        found: set[str] = set()
        for entry, where in entries:
            node: ast.AST | None = entry.statement
            while node is not None and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                node = where.scopes.parent.get(node)
            if node is not None and node is not self.function:
                found.add(node.name)
        return found

    def own_class(self, node: ast.AST) -> ast.ClassDef | None:
        """The class whose instance `node` is, for a method's `self`; None for everything else."""
        return own_class(self.facts, node)


_JUMPS = {ast.Return: "return", ast.Raise: "raise", ast.Break: "break", ast.Continue: "continue"}


def _shape(node: Any) -> Any:
    if isinstance(node, ast.AST):
        return (
            node.__class__,
            *(_shape(getattr(node, f, None)) for f in node._fields if f not in ("ctx", "type_comment", "kind")),
        )
    if isinstance(node, list):
        return tuple(map(_shape, node))
    return (type(node), node)
