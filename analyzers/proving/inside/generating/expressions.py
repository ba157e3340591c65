"""What expressions do with a parameter, and with what is made of it.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from .use import Use

__all__ = ["Expressions"]

_NUMBERS = {"abs", "round", "pow", "divmod", "float", "hex", "bin", "oct", "chr", "range"}
_COPIES = {"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "deque", "OrderedSet", "chain", "cycle"}
_WALKS = {"sum", "min", "max", "any", "all", "map", "filter", "zip", "enumerate", "Counter", "join", "extend", "update"}
_Called = Callable[[str, "list[Use | None]", "dict[str, Use | None]", bool], None]


class Expressions:
    """`value` gives the use of an expression, where it is a parameter or a part of one."""

    def __init__(self, names: dict[str, Use], self_use: Use, called: _Called) -> None:
        self._names = names
        self._self_use = self_use
        self._called = called
        """Follows arguments into another function: its name, what it is given, and whether it is a method."""
        self._indices: set[str] = set()

    # -- names

    def _bind(self, target: ast.expr, use: Use | None, source: ast.expr | None = None) -> None:
        if isinstance(target, ast.Name):
            if use is not None:
                self._names[target.id] = use
            elif source is not None and isinstance(source, ast.Constant) and isinstance(source.value, int):
                self._indices.add(target.id)
        elif isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(source, (ast.Tuple, ast.List)) and len(source.elts) == len(target.elts):
                for inner, value in zip(target.elts, source.elts):  # noqa: B905 - Python 3.9
                    self._bind(inner, self.value(value), value)
                return
            if use is not None:
                starred = any(isinstance(each, ast.Starred) for each in target.elts)
                if not starred:
                    use.unpacked = max(use.unpacked, len(target.elts))
                use.walked = True
            for at, inner in enumerate(target.elts):
                part = None if use is None else use.parts.setdefault(at, Use())
                self._bind(inner.value if isinstance(inner, ast.Starred) else inner, part)
        elif isinstance(target, ast.Attribute):
            holder = self.value(target.value)
            if holder is not None and use is not None:
                holder.attributes.setdefault(target.attr, use)
        elif isinstance(target, ast.Subscript):
            self._subscript(target)
            holder = self.value(target.value)
            if holder is not None and not isinstance(target.slice, ast.Slice):
                holder.indexed = True

    def _loop(self, target: ast.expr, source: ast.expr) -> None:
        """`for target in source`: a loop or a comprehension."""
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name):
            name, given = source.func.id, source.args
            if name == "range":
                for each in given:
                    bound = self.value(each)
                    if bound is not None:
                        bound.number = bound.whole = True
                if isinstance(target, ast.Name):
                    self._indices.add(target.id)
                return
            if name == "enumerate" and given and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                if isinstance(target.elts[0], ast.Name):
                    self._indices.add(target.elts[0].id)
                self._bind(target.elts[1], self._walked(given[0]))
                return
            if name in ("zip", "zip_longest") and isinstance(target, ast.Tuple) and len(target.elts) == len(given):
                for inner, each in zip(target.elts, given):  # noqa: B905 - Python 3.9
                    self._bind(inner, self._walked(each))
                return
        self._bind(target, self._walked(source))

    def _walked(self, source: ast.expr) -> Use | None:
        use = self.value(source)
        if use is None:
            return None
        use.walked = True
        return use.element()

    # -- expressions

    def value(self, node: ast.expr | None) -> Use | None:
        """The use of what an expression is, where that is known; all within it is looked at."""
        if node is None:
            return None
        method = getattr(self, _METHODS.get(type(node), ""), None)
        if method is not None:
            return method(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return None

    def _of_name(self, node: ast.Name) -> Use | None:
        return self._names.get(node.id)

    def _of_named_expr(self, node: ast.NamedExpr) -> Use | None:
        use = self.value(node.value)
        self._bind(node.target, use, node.value)
        return use

    def _of_await(self, node: ast.Await) -> Use | None:
        use = self.value(node.value)
        if use is not None:
            use.awaited = True
        return use

    def _of_starred(self, node: ast.Starred) -> Use | None:
        return self._walked(node.value)

    def _of_if_exp(self, node: ast.IfExp) -> Use | None:
        self.value(node.test)
        first, second = self.value(node.body), self.value(node.orelse)
        return first or second

    def _of_bool_op(self, node: ast.BoolOp) -> Use | None:
        found = [self.value(each) for each in node.values]
        return next((each for each in found if each is not None), None)

    def _of_bin_op(self, node: ast.BinOp) -> Use | None:
        left, right = self.value(node.left), self.value(node.right)
        self._calculated(left, right, node.op, node.left, node.right)
        return None

    def _of_unary_op(self, node: ast.UnaryOp) -> Use | None:
        use = self.value(node.operand)
        if use is not None and not isinstance(node.op, ast.Not):
            use.number = True
        return None

    def _calculated(
        self, left: Use | None, right: Use | None, op: ast.operator, one: ast.expr, other: ast.expr
    ) -> None:
        if isinstance(op, ast.Mod) and _is_text(one):
            return  # formatting
        for use, beside in ((left, other), (right, one)):
            if use is None:
                continue
            if isinstance(op, ast.Add) and _is_text(beside):
                use.text = True
            elif isinstance(op, ast.Add) and isinstance(beside, (ast.List, ast.ListComp)):
                use.walked = use.indexed = True
            elif isinstance(op, (ast.Add, ast.Mult)) and _opaque(beside):
                use.number = use.number or isinstance(op, ast.Mult)
                use.any = True
            elif isinstance(op, (ast.BitAnd, ast.BitOr, ast.BitXor)) and not _is_number(beside):
                use.types.add("set")
            else:
                use.number = True
                if isinstance(op, (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift, ast.FloorDiv)):
                    use.whole = True
                if isinstance(op, ast.Mod) and _is_number(beside):
                    use.whole = True

    def _of_compare(self, node: ast.Compare) -> Use | None:
        sides = [node.left, *node.comparators]
        uses = [self.value(each) for each in sides]
        for at, op in enumerate(node.ops):
            left, right = uses[at], uses[at + 1]
            if isinstance(op, (ast.In, ast.NotIn)):
                if right is not None:
                    right.matched = True
                    key = _constant(sides[at])
                    if key is not None and isinstance(sides[at], ast.Constant):
                        right.optional.add(key)
                if left is not None:
                    for each in getattr(sides[at + 1], "elts", []):
                        self._compared(left, each)
                    if _is_text(sides[at + 1]):
                        left.text = True
                continue
            for use, beside in ((left, sides[at + 1]), (right, sides[at])):
                if use is not None:
                    self._compared(use, beside)
        return None

    def _compared(self, use: Use, beside: ast.expr) -> None:
        if isinstance(beside, ast.Constant) and beside.value is not None and not isinstance(beside.value, bool):
            use.values.add(repr(beside.value))
            if isinstance(beside.value, (int, float)):
                use.number = True
            elif isinstance(beside.value, str):
                use.text = True
        elif isinstance(beside, ast.UnaryOp):
            use.number = True
        elif isinstance(beside, ast.Call) and isinstance(beside.func, ast.Name) and beside.func.id == "len":
            use.number = use.whole = True
        else:
            use.any = True

    def _of_attribute(self, node: ast.Attribute) -> Use | None:
        holder = self.value(node.value)
        if holder is None:
            return None
        return holder.attributes.setdefault(node.attr, Use())

    def _of_subscript(self, node: ast.Subscript) -> Use | None:
        return self._subscript(node)

    def _subscript(self, node: ast.Subscript) -> Use | None:
        holder = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            for each in (node.slice.lower, node.slice.upper, node.slice.step):
                bound = self.value(each)
                if bound is not None:
                    bound.number = bound.whole = True
            if holder is not None:
                holder.sliced = True
            return holder
        index = self.value(node.slice)
        if holder is None:
            return None
        if isinstance(node.slice, ast.UnaryOp) or (
            isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
        ):
            at = node.slice.value if isinstance(node.slice, ast.Constant) else -1
            holder.indexed = True
            if isinstance(at, int) and at >= 0:
                return holder.parts.setdefault(at, Use())
            return holder.element()
        key = _constant(node.slice)
        if key is not None:
            return holder.fields.setdefault(key, Use())
        if self._whole(node.slice):
            holder.indexed = True
            return holder.element()
        if index is not None:
            index.any = True
            holder.matched = True
            holder._key = holder._key or index
        holder.indexed = True
        return holder.value()

    def _whole(self, node: ast.expr) -> bool:
        """Whether an index is a whole number by its looks."""
        if isinstance(node, ast.Name):
            use = self._names.get(node.id)
            return node.id in self._indices or (use is not None and use.whole)
        if isinstance(node, ast.BinOp):
            return True
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("len", "int")

    def _of_call(self, node: ast.Call) -> Use | None:
        lambdas = [each for each in (*node.args, *(key.value for key in node.keywords)) if isinstance(each, ast.Lambda)]
        given = [None if isinstance(each, ast.Lambda) else self.value(each) for each in node.args]
        named = {key.arg: self.value(key.value) for key in node.keywords if key.arg and key.value not in lambdas}
        if isinstance(node.func, ast.Name):
            return self._named_call(node.func.id, node, given, named, lambdas)
        if isinstance(node.func, ast.Attribute):
            return self._method_call(node.func, node, given, named, lambdas)
        called = self.value(node.func)
        if called is not None:
            called.called = True
        return None

    def _named_call(
        self,
        name: str,
        node: ast.Call,
        given: list[Use | None],
        named: dict[str, Use | None],
        lambdas: list[ast.Lambda],
    ) -> Use | None:
        first = given[0] if given else None
        own = self._names.get(name)
        if own is not None:
            own.called = True
            return None
        if name in ("isinstance", "issubclass") and first is not None and len(node.args) == 2:
            kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
            first.types.update(ast.unparse(each) for each in kinds)
            return None
        if name == "len" and first is not None:
            first.measured = True
            return None
        if name in ("int", "float", "str", "bool") and first is not None:
            first.any = True
            if name != "str" and name != "bool":
                first.types.add("~" + name)
            return None
        if name == "ord" and first is not None:
            first.text = True
            return None
        if name in _NUMBERS:
            for each in given:
                if each is not None:
                    each.number = True
                    each.whole = each.whole or name in ("range", "chr", "hex", "bin", "oct")
            return None
        if name in _WALKS or name in _COPIES or (name == "dict" and first is not None):
            inner = given[1:] if name in ("map", "filter") else given
            single = len(given) == 1 or name not in ("min", "max")
            for each in inner:
                if each is not None and single:
                    each.walked = True
                    if name == "sum":
                        each.element().number = True
            if name in ("map", "filter") and given[:1] and given[0] is not None:
                given[0].called = True
            subject = next((each for each in inner if each is not None), None)
            for each in lambdas:
                self._lambda(each, subject.element() if subject is not None and single else subject)
            key = named.get("key")
            if key is not None:
                key.called = True
            if name in _COPIES:
                return subject
            if name in ("min", "max", "filter") and subject is not None:
                return subject.element() if name != "filter" else subject
            return None
        for each in lambdas:
            self.value(each.body)
        self._called(name, given, named, False)
        return None

    def _lambda(self, node: ast.Lambda, use: Use | None) -> None:
        outer = self._names
        self._names = dict(outer)
        if node.args.args:
            self._names[node.args.args[0].arg] = use or Use()
        self.value(node.body)
        self._names = outer

    def _of_lambda(self, node: ast.Lambda) -> Use | None:
        self._lambda(node, None)
        return None

    def _method_call(
        self, func: ast.Attribute, node: ast.Call, given: list[Use | None], named: dict[str, Use | None],
        lambdas: list[ast.Lambda],
    ) -> Use | None:  # fmt: skip
        holder = self.value(func.value)
        first = given[0] if given else None
        name = func.attr
        if holder is None:
            if isinstance(func.value, ast.Name):
                for each in (*given, *named.values()):
                    if each is not None:
                        each.given_to.add(f"{func.value.id}.{name}")
            if name == "join" and first is not None:
                first.walked = True
                first.element().text = True
            elif (
                name in ("extend", "update", "union", "intersection", "difference", "from_iterable", "fromkeys")
                and first is not None
            ):
                first.walked = True
                return first if name == "from_iterable" else None
            for each in lambdas:
                self.value(each.body)
            if isinstance(func.value, ast.Name) and name in ("sub", "match", "search", "findall", "split", "fullmatch"):
                for each in given:
                    if each is not None:
                        each.text = True
            return None
        if holder is self._self_use:
            self._called(name, given, named, True)
        for part in (*node.args, *(key.value for key in node.keywords)):
            for each in getattr(part, "elts", [part]):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    holder.columns.add(repr(each.value))
        read = node.args[0] if name in ("get", "setdefault", "pop") and node.args else None
        if read is not None and _constant(read) is not None and not isinstance(read, ast.UnaryOp):
            key = _constant(read) or ""
            if not key.lstrip("-").isdigit() or name != "pop":
                holder.mapping = True
                holder.optional.add(key)
                return holder.fields.setdefault(key, Use())
        if name in ("items", "keys", "values", "get", "setdefault"):
            holder.mapping = True
            if name == "items":
                pair = Use()
                pair.parts = {0: holder.key(), 1: holder.value()}
                pair.unpacked = 2
                found = Use()
                found._element = pair
                return found
            if name in ("keys", "values"):
                found = Use()
                found._element = holder.key() if name == "keys" else holder.value()
                return found
            if first is not None:
                holder._key = holder._key or first
            return holder.value()
        if name == "sort" or name == "copy":
            for each in lambdas:
                self._lambda(each, holder.element())
            holder.methods.setdefault(name, Use())
            return holder if name == "copy" else None
        result = holder.methods.setdefault(name, Use())
        for each in lambdas:
            self.value(each.body)
        if name in ("append", "add", "remove", "index", "count", "appendleft", "discard") and first is not None:
            first.any = True
        return result

    def _of_joined_str(self, node: ast.JoinedStr) -> Use | None:
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                use = self.value(each.value)
                if use is not None:
                    use.any = True
                    spec = "" if each.format_spec is None else ast.unparse(each.format_spec)
                    if (any(letter in spec for letter in ("f", "d", "e", "%")) and "." in spec) or "d}" in spec:
                        use.number = True
        return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        for each in node.generators:
            self._loop(each.target, each.iter)
            for test in each.ifs:
                self.value(test)

    def _of_list_comp(self, node: ast.ListComp) -> Use | None:
        self._comprehension(node)
        inner = self.value(node.elt)
        if inner is None:
            return None
        found = Use()
        found._element = inner
        return found

    def _of_set_comp(self, node: ast.SetComp) -> Use | None:
        self._comprehension(node)
        self.value(node.elt)
        return None

    def _of_generator_exp(self, node: ast.GeneratorExp) -> Use | None:
        self._comprehension(node)
        inner = self.value(node.elt)
        found = Use()
        if inner is not None:
            found._element = inner
        return found

    def _of_dict_comp(self, node: ast.DictComp) -> Use | None:
        self._comprehension(node)
        self.value(node.key)
        self.value(node.value)
        return None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _opaque(node: ast.expr) -> bool:
    return not isinstance(node, ast.Constant)


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and node.value is not None and not isinstance(node.value, bool):
        return repr(node.value)
    return None


_METHODS = {
    ast.Name: "_of_name",
    ast.NamedExpr: "_of_named_expr",
    ast.Await: "_of_await",
    ast.Starred: "_of_starred",
    ast.IfExp: "_of_if_exp",
    ast.BoolOp: "_of_bool_op",
    ast.BinOp: "_of_bin_op",
    ast.UnaryOp: "_of_unary_op",
    ast.Compare: "_of_compare",
    ast.Attribute: "_of_attribute",
    ast.Subscript: "_of_subscript",
    ast.Call: "_of_call",
    ast.Lambda: "_of_lambda",
    ast.JoinedStr: "_of_joined_str",
    ast.ListComp: "_of_list_comp",
    ast.SetComp: "_of_set_comp",
    ast.GeneratorExp: "_of_generator_exp",
    ast.DictComp: "_of_dict_comp",
}
