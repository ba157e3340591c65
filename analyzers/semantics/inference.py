"""Types of expressions, from literals, constructors, annotations and known return types. Unknown where not certain."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from .annotations import annotation_type
from .knowledge import ENTERS, METHODS, RETURNS, SAME_AS_ARGUMENT, VALUES
from .model import BlockFacts
from .module import Attribute
from .names import qualified_name, resolve
from .operators import NUMBERS, SEQUENCES, binary_type
from .scopes import Binding, Scope
from .types import BOOL, BYTES, DICT, FLOAT, INT, NONE, STR, TUPLE, UNKNOWN, Type, join, parse

__all__ = ["binding_type", "own_class", "type_of"]

_CONSTANTS: dict[type, Type] = {
    str: STR, bytes: BYTES, bool: BOOL, int: INT, float: FLOAT, complex: Type("complex"), type(None): NONE,
    type(...): Type("ellipsis"),
}  # fmt: skip
_BUILTIN_VALUES = frozenset({*NUMBERS, *SEQUENCES, "None", "set", "frozenset", "dict"})


def type_of(facts: BlockFacts, node: ast.AST | None) -> Type:
    """The type of an expression of this block; `UNKNOWN` when unsure. Cached; cycles are unknown."""
    if node is None:
        return UNKNOWN
    cached = facts.types.get(node, _MISSING)
    if cached is not _MISSING:
        return cached if cached is not None else UNKNOWN  # None: being computed
    facts.types[node] = None
    handler = _HANDLERS.get(node.__class__)
    try:
        result = handler(facts, node) if handler is not None else UNKNOWN
    except RecursionError:
        result = UNKNOWN
    facts.types[node] = result
    return result


_MISSING: Any = object()


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


def _wrap(name: str, element: Type) -> Type:
    return Type(name, (element,)) if element.known else Type(name)


def _list_comp(facts: BlockFacts, node: ast.ListComp) -> Type:
    return _wrap("list", type_of(facts, node.elt))


def _set_comp(facts: BlockFacts, node: ast.SetComp) -> Type:
    return _wrap("set", type_of(facts, node.elt))


def _generator(facts: BlockFacts, node: ast.GeneratorExp) -> Type:
    return _wrap("iterator", type_of(facts, node.elt))


def _dict_comp(facts: BlockFacts, node: ast.DictComp) -> Type:
    return Type("dict", (type_of(facts, node.key), type_of(facts, node.value)))


def _compare(facts: BlockFacts, node: ast.Compare) -> Type:
    if all(isinstance(op, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for op in node.ops):
        return BOOL
    operands = [node.left, *node.comparators]
    known = [type_of(facts, operand) for operand in operands]
    if all(kind.name in _BUILTIN_VALUES for kind in known):
        return BOOL
    for kind in known:
        if kind.name in ("numpy.ndarray", "pandas.Series"):
            return Type(kind.name)
    return UNKNOWN


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
    if isinstance(node.op, ast.Not):
        return BOOL
    operand = type_of(facts, node.operand)
    if operand.name == "bool":
        return INT
    return operand if operand.name in NUMBERS or operand.name == "numpy.ndarray" else UNKNOWN


def _binary(facts: BlockFacts, node: ast.BinOp) -> Type:
    return binary_type(node.op, type_of(facts, node.left), type_of(facts, node.right))


def _await(facts: BlockFacts, node: ast.Await) -> Type:
    call = node.value
    if isinstance(call, ast.Call):
        function = _local_function(facts, call.func)
        if function is not None and isinstance(function[0], ast.AsyncFunctionDef):
            return annotation_type(function[1], function[0].returns)
    return UNKNOWN


def _walrus(facts: BlockFacts, node: ast.NamedExpr) -> Type:
    return type_of(facts, node.value)


def _subscript(facts: BlockFacts, node: ast.Subscript) -> Type:
    base = type_of(facts, node.value)
    if isinstance(node.slice, ast.Slice):
        return (
            Type(base.name, base.args, base.declared)
            if base.name in (*SEQUENCES, "numpy.ndarray", "pandas.Series", "pandas.DataFrame")
            else UNKNOWN
        )
    if base.name in ("str", "bytes"):
        return STR if base.name == "str" else INT
    if base.name == "list":
        return base.element
    if (
        base.name == "tuple"
        and len(base.args) > 1
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, int)
    ):
        return base.args[node.slice.value] if -len(base.args) <= node.slice.value < len(base.args) else UNKNOWN
    if base.name == "tuple" and len(base.args) == 1:
        return base.element
    if base.name in ("dict", "collections.defaultdict") and len(base.args) == 2:
        return base.args[1]
    if base.name == "pandas.DataFrame":
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            return Type("pandas.Series", declared=base.declared)
        if isinstance(node.slice, (ast.List, ast.Compare)):
            return Type("pandas.DataFrame", declared=base.declared)
    return UNKNOWN


def _call(facts: BlockFacts, node: ast.Call) -> Type:
    func = node.func
    qualified = qualified_name(facts, func)
    if qualified is not None:
        if SAME_AS_ARGUMENT.get(qualified):
            element = (
                type_of(facts, node.args[0]).element
                if node.args and not isinstance(node.args[0], ast.Starred)
                else UNKNOWN
            )
            return _wrap(SAME_AS_ARGUMENT[qualified], element)
        special = _SPECIAL_CALLS.get(qualified)
        if special is not None:
            return special(facts, node)
        returned = RETURNS.get(qualified)
        if returned is not None:
            return parse(returned)
        last = qualified.rpartition(".")[2]
        if (
            last[:1].isupper()
            and any(c.islower() for c in last)
            and "." in qualified
            and not qualified.startswith("builtins.")
        ):
            return Type(qualified)  # a class, by the naming convention
        if not isinstance(func, ast.Attribute) or isinstance(func.value, ast.Name):
            return UNKNOWN
    if isinstance(func, ast.Attribute):
        receiver = type_of(facts, func.value)
        if receiver.known:
            if func.attr in ("copy",) and receiver.name in ("list", "dict", "set"):
                return Type(receiver.name, receiver.args, receiver.declared)
            if receiver.name in ("dict", "collections.defaultdict") and len(receiver.args) == 2:
                special_method = _dict_method(receiver, func.attr, node)
                if special_method.known:
                    return special_method
            returned = METHODS.get(receiver.name, {}).get(func.attr, "")
            result = parse(returned)
            return result.as_declared() if receiver.declared else result
        function = _own_method(facts, func)
        if function is not None and isinstance(function[0], ast.FunctionDef) and not _decorated(function[0]):
            return annotation_type(function[1], function[0].returns)
        return UNKNOWN
    function = _local_function(facts, func)
    if function is not None and isinstance(function[0], ast.FunctionDef) and not _decorated(function[0]):
        return annotation_type(function[1], function[0].returns)
    if isinstance(func, ast.Name):
        found = resolve(facts, func)
        if found is not None and len(found[1]) == 1 and found[1][0][0].kind == "class":
            return Type(f".{func.id}")
    return UNKNOWN


def _decorated(function: Any) -> bool:
    """A decorator may change what is returned."""
    return bool(function.decorator_list)


def _dict_method(receiver: Type, method: str, node: ast.Call) -> Type:
    key, value = receiver.args
    if method == "items":
        return Type("dict_items", (Type("tuple", (key, value)),))
    if method == "keys":
        return _wrap("dict_keys", key)
    if method == "values":
        return _wrap("dict_values", value)
    return UNKNOWN


def _local_function(facts: BlockFacts, func: ast.AST) -> tuple[Any, BlockFacts] | None:
    """The one `def` of this module that a bare name calls."""
    if isinstance(func, ast.Name):
        found = resolve(facts, func)
        if found is not None and len(found[1]) == 1 and found[1][0][0].kind == "def":
            binding, owner = found[1][0]
            return binding.value, owner
    return None


def _own_method(facts: BlockFacts, func: ast.Attribute) -> tuple[Any, BlockFacts] | None:
    """The method that `self.name(…)` calls, when its own class defines it once."""
    owner = own_class(facts, func.value)
    if owner is None:
        return None
    entries = facts.model.class_attributes(owner, facts).get(func.attr, ())
    if len(entries) == 1 and isinstance(entries[0][0].statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        attribute, where = entries[0]
        if attribute.statement.name == func.attr:  # pyright: ignore[reportAttributeAccessIssue]
            return attribute.statement, where
    return None


def own_class(facts: BlockFacts, node: ast.AST) -> ast.ClassDef | None:
    """The class whose instance `node` is, for a method's first parameter; None for everything else."""
    if not isinstance(node, ast.Name):
        return None
    scope = facts.scopes.scope_of.get(node)
    owner = scope.owner(node.id) if scope is not None else None
    if owner is None or owner.kind != "function" or owner.parent is None or owner.parent.kind != "class":
        return None
    arguments = [*owner.node.args.posonlyargs, *owner.node.args.args]
    if not arguments or arguments[0].arg != node.id or len(owner.bindings[node.id]) != 1:
        return None
    for decorator in owner.node.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod"):
            return None
    return owner.parent.node


def _attribute(facts: BlockFacts, node: ast.Attribute) -> Type:
    owner = own_class(facts, node.value)
    if owner is not None:
        entries = facts.model.class_attributes(owner, facts).get(node.attr, ())
        result: Type | None = None
        for attribute, where in entries:
            kind = attribute_type(attribute, where)
            result = kind if result is None else join(result, kind)
        return result if result is not None else UNKNOWN
    qualified = qualified_name(facts, node)
    if qualified is not None:
        return parse(VALUES.get(qualified, ""))
    base = type_of(facts, node.value)
    if base.name in ("pandas.DataFrame", "pandas.Series") and node.attr == "values":
        return Type("numpy.ndarray", declared=base.declared)
    if base.name == "numpy.ndarray":
        if node.attr == "T":
            return base
        if node.attr in ("shape", "strides"):
            return Type("tuple", (INT,))
        if node.attr in ("size", "ndim", "nbytes"):
            return INT
    if base.name == "pathlib.Path" and node.attr in ("name", "stem", "suffix"):
        return STR
    if base.name == "pathlib.Path" and node.attr == "parent":
        return base
    return UNKNOWN


def attribute_type(attribute: Attribute, where: BlockFacts) -> Type:
    """What one assignment gives an attribute."""
    value = type_of(where, attribute.value)
    if attribute.annotation is None:
        return value
    declared = annotation_type(where, attribute.annotation)
    if value.known and value.name == declared.name:
        return Type(value.name, declared.args or value.args, optional=declared.optional)
    return declared


# -- names


def _name(facts: BlockFacts, node: ast.Name) -> Type:
    found = resolve(facts, node)
    if found is None:
        return parse(VALUES.get(node.id, ""))
    return bindings_type(found[0], found[1])


def bindings_type(owner: Scope | None, bindings: Any) -> Type:
    """The join over all bindings of one name: what holds wherever it is read."""
    result: Type | None = None
    augmented: list[tuple[Binding, BlockFacts]] = []
    rebuilt: list[tuple[Binding, BlockFacts]] = []
    for binding, where in bindings:
        if binding.kind == "augment":
            augmented.append((binding, where))
            continue
        if binding.kind == "delete":
            continue
        if _operations_on_itself(binding):
            rebuilt.append((binding, where))
            continue
        kind = binding_type(binding, where)
        result = kind if result is None else join(result, kind)
        if not result.known:
            return UNKNOWN
    if result is None:
        return UNKNOWN
    for binding, where in augmented:
        if result.name in (
            "list",
            "set",
            "dict",
            "bytearray",
            "collections.deque",
            "pandas.DataFrame",
            "collections.Counter",
        ):
            continue  # in-place operators of mutable containers return the container
        result = binary_type(binding.node.op, result, type_of(where, binding.value))
        if not result.known:
            return UNKNOWN
    for binding, where in rebuilt:
        after = result
        for op, operand in _operations_on_itself(binding):
            after = binary_type(op, after, type_of(where, operand))
        result = join(result, after)
    return result


def _operations_on_itself(binding: Binding) -> list[tuple[ast.operator, ast.expr]]:
    """The operators and right operands of `x = x + a - b`, from the left; [] for any other binding."""
    found: list[tuple[ast.operator, ast.expr]] = []
    value = binding.value
    if binding.kind == "assign" and binding.path is None:
        while isinstance(value, ast.BinOp):
            found.insert(0, (value.op, value.right))
            value = value.left
    return found if isinstance(value, ast.Name) and value.id == binding.name else []


def binding_type(binding: Binding, where: BlockFacts) -> Type:
    kind = binding.kind
    if kind == "assign" or kind == "walrus":
        return _part(type_of(where, binding.value), binding.path)
    if kind == "unpack":
        return _unpacked(where, binding)
    if kind == "annotate":
        declared = annotation_type(where, binding.annotation)
        value = type_of(where, binding.value)
        if binding.value is not None and value.known and value.name == declared.name:
            return Type(value.name, declared.args or value.args, optional=declared.optional)
        return declared
    if kind == "for" or kind == "comprehension":
        return _part(_iterated(where, binding.value), binding.path)
    if kind == "with":
        context = type_of(where, binding.value)
        if context.name in ENTERS and binding.path is None:
            return parse(ENTERS[context.name])
        return UNKNOWN
    if kind == "parameter":
        if binding.value is not None:  # *args, **kwargs
            element = annotation_type(where, binding.annotation)
            if binding.value == "tuple":
                return Type("tuple", (element,)) if element.known else TUPLE
            return Type("dict", (STR, element))
        return annotation_type(where, binding.annotation)
    return UNKNOWN


def _iterated(where: BlockFacts, iterable: Any) -> Type:
    return type_of(where, iterable).element


def _part(whole: Type, path: tuple[int, ...] | None) -> Type:
    for index in path or ():
        if whole.name == "tuple" and len(whole.args) > 1:
            if not 0 <= index < len(whole.args):
                return UNKNOWN
            whole = whole.args[index]
        elif index == -1:
            whole = _wrap("list", whole.element)
        else:
            whole = whole.element
    return whole


def _unpacked(where: BlockFacts, binding: Binding) -> Type:
    value, path = binding.value, binding.path or ()
    while path and isinstance(value, (ast.Tuple, ast.List)) and not any(isinstance(e, ast.Starred) for e in value.elts):
        if not 0 <= path[0] < len(value.elts):
            return UNKNOWN
        value, path = value.elts[path[0]], path[1:]
    return _part(type_of(where, value), path)


# -- calls whose result depends on their arguments


def _argument(facts: BlockFacts, node: ast.Call, index: int) -> Type:
    return (
        type_of(facts, node.args[index])
        if len(node.args) > index and not isinstance(node.args[index], ast.Starred)
        else UNKNOWN
    )


def _enumerate(facts: BlockFacts, node: ast.Call) -> Type:
    return Type("iterator", (Type("tuple", (INT, _argument(facts, node, 0).element)),))


def _zip(facts: BlockFacts, node: ast.Call) -> Type:
    parts = tuple(type_of(facts, a).element if not isinstance(a, ast.Starred) else UNKNOWN for a in node.args)
    return Type("iterator", (Type("tuple", parts),)) if len(parts) > 1 else Type("iterator")


def _min_max(facts: BlockFacts, node: ast.Call) -> Type:
    if any(keyword.arg == "default" for keyword in node.keywords):
        return UNKNOWN
    if len(node.args) == 1:
        return _argument(facts, node, 0).element
    result = _argument(facts, node, 0)
    for index in range(1, len(node.args)):
        result = join(result, _argument(facts, node, index))
    return result


def _sum(facts: BlockFacts, node: ast.Call) -> Type:
    element = _argument(facts, node, 0).element
    if element.name in NUMBERS and len(node.args) == 1:
        return INT if element.name == "bool" else element
    if len(node.args) == 2 and element.name == _argument(facts, node, 1).name:
        return element
    return UNKNOWN


def _round(facts: BlockFacts, node: ast.Call) -> Type:
    number = _argument(facts, node, 0)
    if number.name not in ("int", "float"):
        return UNKNOWN
    return INT if len(node.args) == 1 else number


def _absolute(facts: BlockFacts, node: ast.Call) -> Type:
    number = _argument(facts, node, 0)
    return number if number.name in ("int", "float", "numpy.ndarray") else UNKNOWN


def _filter(facts: BlockFacts, node: ast.Call) -> Type:
    return _wrap("iterator", _argument(facts, node, 1).element)


def _make_dict(facts: BlockFacts, node: ast.Call) -> Type:
    source = _argument(facts, node, 0)
    return Type("dict", source.args) if source.name == "dict" and not node.keywords else DICT


def _open(facts: BlockFacts, node: ast.Call) -> Type:
    mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
    if mode is None or (isinstance(mode, ast.Constant) and isinstance(mode.value, str) and "b" not in mode.value):
        return Type("file", (STR,))
    if isinstance(mode, ast.Constant) and isinstance(mode.value, str):
        return Type("file", (BYTES,))
    return Type("file")


_SPECIAL_CALLS: dict[str, Callable[[BlockFacts, ast.Call], Type]] = {
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.min": _min_max,
    "builtins.max": _min_max,
    "builtins.sum": _sum,
    "builtins.round": _round,
    "builtins.abs": _absolute,
    "builtins.filter": _filter,
    "builtins.dict": _make_dict,
    "builtins.open": _open,
    "io.open": _open,
}

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
