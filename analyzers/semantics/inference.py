"""Types of expressions, from literals, constructors, annotations and known return types. Unknown where not certain."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from .annotations import annotation_type, says_nothing
from .calls import method_type, returned_type, wrap
from .contents import filled
from .elements import lasting, lasting_in_name
from .instances import evidence_of, methods_of, own_class, own_methods
from .knowledge import CALLED, CALLED_PACKAGES, ENTERS, VALUES
from .knowledge.django import MANAGERS
from .members import attribute_of
from .model import BlockFacts, Provided, ProvidedAttribute
from .names import Resolved, qualified_name, resolve
from .narrowing import narrowed
from .operators import augmented_type, binary_type, compare_type, subscript_type, unary_type
from .orm_names import manager_type, named_queryset, queryset_by_call
from .parts import default_of, part_of, taken_apart
from .returns import inferred_return, is_accessor, is_plain, is_property
from .scopes import Binding, Scope
from .settling import settle
from .types import BOOL, BYTES, DICT, FLOAT, INT, LIST, NONE, STR, TUPLE, UNKNOWN, Type, join, parse

__all__ = ["binding_type", "own_class", "return_of", "type_of"]

_CONSTANTS: dict[type, Type] = {
    str: STR, bytes: BYTES, bool: BOOL, int: INT, float: FLOAT, complex: Type("complex"), type(None): NONE,
    type(...): Type("ellipsis"),
}  # fmt: skip
_ATTRIBUTE_VALUES = frozenset({
    "str", "bytes", "bool", "int", "float", "complex", "None", "list", "dict", "set", "tuple", "frozenset", "range",
    "bytearray", "collections.deque", "collections.Counter", "collections.defaultdict", "collections.OrderedDict",
})  # fmt: skip
"""Classes whose instances are no descriptors: in a class body, an object of any other may stand for something else."""


def type_of(facts: BlockFacts, node: ast.AST | None) -> Type:
    """The type of an expression of this block; `UNKNOWN` when unsure. Cached."""
    if node is None:
        return UNKNOWN
    cached = facts.types.get(node)
    if cached is not None:
        return cached
    handler = _HANDLERS.get(node.__class__)
    if handler is None:
        return UNKNOWN
    try:
        result = handler(facts, node)
    except RecursionError:
        result = UNKNOWN
    facts.types[node] = result
    if facts.model.journal is not None:
        facts.model.journal.append((facts.types, node))
    return result


# -- expressions


def _constant(facts: BlockFacts, node: ast.Constant) -> Type:
    return _CONSTANTS.get(type(node.value), UNKNOWN)


def _string(facts: BlockFacts, node: ast.AST) -> Type:
    return STR


def _elements(facts: BlockFacts, nodes: list[ast.expr]) -> tuple[Type, ...]:
    if not nodes or len(nodes) > 32:
        return ()
    result: Type | None = None
    for node in nodes:
        kind = type_of(facts, node.value).element if isinstance(node, ast.Starred) else type_of(facts, node)
        result = kind if result is None else join(result, kind)
        if not result.known:
            return ()
    return (result,) if result is not None else ()


def _list(facts: BlockFacts, node: ast.List) -> Type:
    return Type("list", _elements(facts, node.elts))


def _set(facts: BlockFacts, node: ast.Set) -> Type:
    return Type("set", _elements(facts, node.elts))


def _tuple(facts: BlockFacts, node: ast.Tuple) -> Type:
    if any(isinstance(element, ast.Starred) for element in node.elts) or len(node.elts) > 8:
        return TUPLE
    return Type("tuple", tuple(type_of(facts, element) for element in node.elts))


def _dict(facts: BlockFacts, node: ast.Dict) -> Type:
    if any(key is None for key in node.keys):
        return DICT
    keys = _elements(facts, [key for key in node.keys if key is not None])
    values = _elements(facts, node.values)
    return Type("dict", (keys[0] if keys else UNKNOWN, values[0] if values else UNKNOWN)) if keys or values else DICT


def _list_comp(facts: BlockFacts, node: ast.ListComp) -> Type:
    return wrap("list", type_of(facts, node.elt))


def _set_comp(facts: BlockFacts, node: ast.SetComp) -> Type:
    return wrap("set", type_of(facts, node.elt))


def _generator(facts: BlockFacts, node: ast.GeneratorExp) -> Type:
    if any(generator.is_async for generator in node.generators):
        return UNKNOWN
    return wrap("iterator", type_of(facts, node.elt))


def _dict_comp(facts: BlockFacts, node: ast.DictComp) -> Type:
    args = (type_of(facts, node.key), type_of(facts, node.value))
    return Type("dict", args) if args[0].known or args[1].known else DICT


def _compare(facts: BlockFacts, node: ast.Compare) -> Type:
    return compare_type(node.ops, [type_of(facts, operand) for operand in (node.left, *node.comparators)])


def _bool_op(facts: BlockFacts, node: ast.BoolOp) -> Type:
    result = type_of(facts, node.values[0])
    for value in node.values[1:]:
        other = type_of(facts, value)
        if isinstance(node.op, ast.Or) and result.optional:
            result = Type(result.name, result.args, result.declared)  # `x or []`: None is gone
        result = join(result, other)
    return result


def _if_exp(facts: BlockFacts, node: ast.IfExp) -> Type:
    return join(type_of(facts, node.body), type_of(facts, node.orelse))


def _unary(facts: BlockFacts, node: ast.UnaryOp) -> Type:
    return unary_type(node.op, type_of(facts, node.operand))


def _binary(facts: BlockFacts, node: ast.BinOp) -> Type:
    return binary_type(node.op, type_of(facts, node.left), type_of(facts, node.right))


def _await(facts: BlockFacts, node: ast.Await) -> Type:
    if isinstance(node.value, ast.Call):
        return _called(facts, node.value.func, ast.AsyncFunctionDef)
    return UNKNOWN


def _walrus(facts: BlockFacts, node: ast.NamedExpr) -> Type:
    return type_of(facts, node.value)


def _subscript(facts: BlockFacts, node: ast.Subscript) -> Type:
    base = type_of(facts, node.value)
    return subscript_type(base, node.slice, type_of(facts, node.slice)) if base.known else UNKNOWN


def _call(facts: BlockFacts, node: ast.Call) -> Type:
    func = node.func
    qualified = qualified_name(facts, func)
    if qualified is not None:
        arguments: list[Type] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                break
            arguments.append(type_of(facts, argument))
        returned = returned_type(qualified, node, arguments)
        if returned is not None or not isinstance(func, ast.Attribute) or isinstance(func.value, ast.Name):
            return returned if returned is not None else UNKNOWN
    if isinstance(func, ast.Attribute):
        receiver = type_of(facts, func.value)
        if receiver.name.startswith("."):
            kind = _method_of(facts, receiver.name, func.attr)
            kind = kind if kind.known else queryset_by_call(facts, node, func)
            return kind if kind.known else _called_object(facts, func)
        if receiver.known:
            return method_type(receiver, func.attr, node, [type_of(facts, argument) for argument in node.args])
    elif isinstance(func, ast.Name):
        found = resolve(facts, func)
        if found is not None and len(found[1]) == 1 and isinstance(found[1][0][0].value, ast.ClassDef):
            binding, where = found[1][0]
            return _made(where, binding.value) if found[0] is None else UNKNOWN
    kind = _called(facts, func, ast.FunctionDef)
    if not kind.known and isinstance(func, ast.Attribute):
        kind = queryset_by_call(facts, node, func)
    return kind if kind.known else _called_object(facts, func)


def _called_object(facts: BlockFacts, func: ast.expr) -> Type:
    """What calling an object returns, of the libraries whose objects are called: a layer, a loss, a module of the
    file's own by what its `forward` returns."""
    if not facts.model.imports_any(CALLED_PACKAGES):
        return UNKNOWN
    called = type_of(facts, func)
    if called.optional or not called.known:
        return UNKNOWN
    kind = (
        _method_of(facts, called.name, "forward") if called.name.startswith(".") else parse(CALLED.get(called.name, ""))
    )
    return kind.as_declared()


def _made(facts: BlockFacts, node: ast.ClassDef) -> Type:
    """What calling a class of this module returns: an instance, but for what `__new__` or a metaclass does."""
    new = evidence_of(facts, node, "__new__")
    if new.entries:
        return UNKNOWN
    kind = Type(f".{node.name}")
    return kind if new.complete and not node.decorator_list else kind.as_declared()


def _called(facts: BlockFacts, func: ast.expr, kind: type[ast.FunctionDef | ast.AsyncFunctionDef]) -> Type:
    """What a function or method of this module returns, by its annotation or its body."""
    if not isinstance(func, ast.Attribute):
        found = _local_function(facts, func)
        return UNKNOWN if found is None else _returned(facts, found, kind)
    result: Type | None = None
    for found in own_methods(facts, func):
        returned = _returned(facts, found, kind)
        result = returned if result is None else join(result, returned)
        if not result.known:
            return UNKNOWN
    return result.as_declared() if result is not None else UNKNOWN


def _method_of(facts: BlockFacts, name: str, method: str) -> Type:
    """What a method of an object of the module's class `.Name` returns."""
    found = _class_of(facts, name)
    result: Type | None = None
    for each in methods_of(found[1], found[0], method) if found is not None else ():
        returned = _returned(facts, each, ast.FunctionDef)
        result = returned if result is None else join(result, returned)
        if not result.known:
            return UNKNOWN
    return result.as_declared() if result is not None else UNKNOWN


def _class_of(facts: BlockFacts, name: str) -> tuple[ast.ClassDef, BlockFacts] | None:
    """The class of the module that the type `.Name` stands for."""
    bindings = facts.model.module_bindings(name[1:])
    if len(bindings) == 1 and isinstance(bindings[0][0].value, ast.ClassDef) and bindings[0][1].block.members:
        return bindings[0][0].value, bindings[0][1]
    return None


def _returned(facts: BlockFacts, found: tuple[Any, BlockFacts], kind: type[ast.AST]) -> Type:
    function, where = found
    if function.__class__ is not kind or not is_plain(where, function):
        return UNKNOWN
    said = annotation_type(where, function.returns)
    return said if said.known else inferred_return(where, function, type_of, facts)


def return_of(where: BlockFacts, function: Any) -> Type:
    """What the body of a function of the block returns."""
    return inferred_return(where, function, type_of)


def _local_function(facts: BlockFacts, func: ast.AST) -> tuple[Any, BlockFacts] | None:
    """The one `def` of this module that a bare name calls."""
    if isinstance(func, ast.Name):
        found = resolve(facts, func)
        if found is not None and len(found[1]) == 1 and found[1][0][0].kind == "def":
            binding, owner = found[1][0]
            return binding.value, owner
    return None


def _attribute(facts: BlockFacts, node: ast.Attribute) -> Type:
    owner = own_class(facts, node.value)
    if owner is not None:
        kind = _own_attribute(facts, owner, node.attr)
        return kind if kind.known or not node.attr.endswith("_set") else manager_type(facts, node)
    if node.attr in MANAGERS:
        return manager_type(facts, node)
    qualified = qualified_name(facts, node)
    if qualified is not None:
        return parse(VALUES.get(qualified, ""))
    base = type_of(facts, node.value)
    if base.name.startswith("."):
        found = _class_of(facts, base.name)
        return _own_attribute(found[1], found[0], node.attr).as_declared() if found is not None else UNKNOWN
    kind = attribute_of(base, node.attr) if base.known else UNKNOWN
    if not kind.known and node.attr.endswith("_set"):
        return manager_type(facts, node)
    if not kind.known and node.attr in ("queryset", "_queryset"):
        return named_queryset(facts)
    return kind.as_declared() if base.declared else kind


# -- attributes of `self`


def _own_attribute(facts: BlockFacts, owner: ast.ClassDef, name: str) -> Type:
    key = (owner, name)
    known = facts.settled.get(key)
    if known is not None:
        return known
    evidence = evidence_of(facts, owner, name)
    if evidence.intercepted or not evidence.entries:
        return UNKNOWN
    getters = [entry for entry in evidence.entries if is_property(entry[1], entry[0].statement)]
    if getters:
        return _property_type(getters, evidence.entries)

    def evaluate(entry: ProvidedAttribute, assumed: Type) -> Type:
        kind = _attribute_type(entry, assumed)
        return kind if evidence.complete or kind.name == "None" else kind.as_declared()

    return settle(facts, key, evidence.entries, lambda entry: _mentions_attribute(entry, name), evaluate, lasting)


def _property_type(getters: list[ProvidedAttribute], entries: list[ProvidedAttribute]) -> Type:
    """What properties give; assignments to the attribute are calls of their setters."""
    if any(attribute.kind == "class" and not is_accessor(attribute.statement) for attribute, _ in entries):
        return UNKNOWN
    result: Type | None = None
    for attribute, where in getters:
        function: Any = attribute.statement
        said = annotation_type(where, function.returns)
        kind = said if said.known else lasting(return_of(where, function)).as_declared()
        result = kind if result is None else join(result, kind)
    return result or UNKNOWN


def _mentions_attribute(entry: ProvidedAttribute, name: str) -> bool:
    attribute = entry[0]
    if isinstance(attribute.statement, ast.AugAssign):
        return True
    value = attribute.value
    return value is not None and any(isinstance(n, ast.Attribute) and n.attr == name for n in ast.walk(value))


def _attribute_type(entry: ProvidedAttribute, assumed: Type) -> Type:
    """What one assignment gives an attribute."""
    attribute, where = entry
    statement = attribute.statement
    if isinstance(statement, ast.AugAssign) and attribute.kind != "class":
        return augmented_type(statement.op, assumed, type_of(where, statement.value))
    value = type_of(where, attribute.value)
    if not says_nothing(where, attribute.annotation):
        kind = _declared_type(where, attribute.annotation, attribute.value)
        # In a class body it may be a field of a dataclass, which takes whatever the constructor is given.
        return kind.as_declared() if attribute.kind == "class" else kind
    if attribute.kind == "class" and value.name not in _ATTRIBUTE_VALUES:
        return UNKNOWN
    if attribute.kind == "class" and "Enum" in attribute.bases:
        return UNKNOWN
    return value


def _declared_type(where: BlockFacts, annotation: ast.expr | None, value: ast.expr | None) -> Type:
    """Of `x: annotation = value`."""
    declared = annotation_type(where, annotation)
    actual = type_of(where, value)
    if actual.name == "None":
        return join(declared, NONE)
    if actual.known and actual.name == declared.name:
        return Type(actual.name, declared.args or actual.args, actual.declared, declared.optional)
    return declared


# -- names


def _name(facts: BlockFacts, node: ast.Name) -> Type:
    found = resolve(facts, node)
    if found is None:
        return parse(VALUES.get(node.id, ""))
    owner, bindings = found
    if owner is None or owner.kind == "class" or owner.kind == "module":
        return _variable_type(facts, node.id, owner, bindings)
    local = [binding for binding, _ in bindings]
    return narrowed(facts, node, owner, local, lambda: _variable_type(facts, node.id, owner, bindings), type_of)


def _variable_type(facts: BlockFacts, name: str, owner: Scope | None, bindings: Resolved) -> Type:
    """The join over all bindings of one name: what holds wherever it is read."""
    key = (owner, name)
    known = facts.settled.get(key)
    if known is not None:
        return known
    given = [provided for provided in bindings if provided[0].kind != "delete"]
    kind = settle(
        facts,
        key,
        given,
        lambda provided: _mentions_name(provided[0]),
        _evaluate,
        lambda kind: lasting_in_name(facts, owner, name, kind),
    )
    if owner is None or not kind.known or key in facts.model.assumed:
        return kind
    if all(provided[0].kind in ("assign", "augment") and provided[0].path is None for provided in given):
        values = [provided[0].value for provided in given if provided[0].kind == "assign"]
        kind = facts.settled[key] = filled(facts, owner, name, kind, values, type_of)
    return kind


def _mentions_name(binding: Binding) -> bool:
    value = binding.value
    if binding.kind == "augment":
        return True
    if not isinstance(value, ast.expr):
        return False
    return any(isinstance(node, ast.Name) and node.id == binding.name for node in ast.walk(value))


def _evaluate(provided: Provided, assumed: Type) -> Type:
    binding, where = provided
    if binding.kind == "augment":
        return augmented_type(binding.node.op, assumed, type_of(where, binding.value))
    return binding_type(binding, where)


def binding_type(binding: Binding, where: BlockFacts) -> Type:
    """What one binding gives a name; unknown for an augmented assignment, which hangs on what was there before."""
    kind = binding.kind
    if kind in ("assign", "walrus"):
        return part_of(type_of(where, binding.value), binding.path)
    if kind == "unpack":
        value, path = taken_apart(binding.value, binding.path or ())
        return LIST if value is None else part_of(type_of(where, value), path)
    if kind == "annotate":
        if says_nothing(where, binding.annotation):
            return type_of(where, binding.value)
        return _declared_type(where, binding.annotation, binding.value)
    if kind in ("for", "comprehension"):
        return part_of(type_of(where, binding.value).element, binding.path)
    if kind == "with":
        context = type_of(where, binding.value)
        if context.name not in ENTERS or binding.path is not None:
            return UNKNOWN
        entered = Type("file", context.args) if context.name == "file" else parse(ENTERS[context.name])
        return entered.as_declared() if context.declared else entered
    if kind == "parameter":
        return _parameter_type(binding, where)
    return UNKNOWN


def _parameter_type(binding: Binding, where: BlockFacts) -> Type:
    declared = annotation_type(where, binding.annotation)
    if not declared.known and binding.name == "queryset" and binding.value is None:
        return named_queryset(where)
    if binding.value == "tuple":  # *args
        return wrap("tuple", declared)
    if binding.value == "dict":  # **kwargs
        return Type("dict", (STR, declared))
    default = default_of(binding)
    return join(declared, NONE) if isinstance(default, ast.Constant) and default.value is None else declared


_HANDLERS: dict[type, Callable[[BlockFacts, Any], Type]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _string,
    ast.List: _list,
    ast.Set: _set,
    ast.Tuple: _tuple,
    ast.Dict: _dict,
    ast.ListComp: _list_comp,
    ast.SetComp: _set_comp,
    ast.GeneratorExp: _generator,
    ast.DictComp: _dict_comp,
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.IfExp: _if_exp,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Await: _await,
    ast.NamedExpr: _walrus,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Name: _name,
}
