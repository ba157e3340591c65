"""What each parameter of the function under proof may be: hints first, then defaults and usages, then use.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
import inspect
import typing
from typing import Any

from ..loading import Subject
from .arrays import loaded_libraries
from .containers import Container, Lazy, Made
from .following import Uses
from .hints import Hints, NoKind
from .kinds import Fixed, Kind, Nothing, Union
from .known import Known
from .literals import function_node
from .shapes import shaped
from .unknown import ITERABLES, Unknown, anything
from .use import Use
from .values import learnt

__all__ = ["Parameter", "Parameters"]


class Parameter:
    """One parameter: its name, how it is given, and what it may be."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        *,
        keyword: bool,
        optional: bool,
        default: str | None,
        hinted: bool,
        beyond: Kind | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.keyword = keyword
        self.optional = optional
        self.default = default
        self.hinted = hinted
        self.beyond = beyond
        """Values outside of what it may be: a difference on them refutes nothing."""
        self.seen: Kind | None = None
        """Of the types that recorded and given calls have."""


class Parameters:
    """The parameters of one function, in order; of a method the instance comes first."""

    def __init__(self, subject: Subject, texts: list[str], job: dict[str, Any]) -> None:
        self._subject = subject
        self._module = subject.module
        static = (
            None if subject.owner is None else inspect.getattr_static(subject.owner, subject.function.__name__, None)
        )
        self._bound = subject.owner is not None and not isinstance(static, (classmethod, staticmethod))
        """Whether the first parameter is an instance."""
        self.notes: list[str] = []
        self._names = _bound_in_all(texts)
        self._functions = _functions(texts[0])
        self._building: list[type] = []
        self._hints = Hints(self._named, self._made, self._library, loaded_libraries(self._module))
        self._tree = _parsed(texts[0])
        uses = self._uses_of(subject.qualname)
        self.known = Known(subject, job, self._named)
        self.all = self._chosen(subject.function, uses, skip=0)
        for parameter in self.all:
            self._learn(parameter)

    def _learn(self, parameter: Parameter) -> None:
        """Let what is known of calls decide: recorded ones always, those in the project where there is no hint."""
        if parameter.name.startswith("*") or (parameter is self.all[0] and self._bound):
            return
        recorded, told = self.known.recorded.get(parameter.name, []), self.known.told.get(parameter.name, [])
        kinds = [
            learnt(values, self._hints, self._named, example=values is told) for values in (recorded, told) if values
        ]
        if not recorded:
            kinds += [self._told(hint) for hint in self.known.types.get(parameter.name, [])]
        found = [each for each in kinds if each is not None]
        if recorded:
            found = found[:1]
        if parameter.hinted:
            parameter.beyond = anything(0)
            parameter.seen = found[0] if found and recorded else None
            return
        if not found:
            return
        if inspect.isgeneratorfunction(self._subject.function) and _is_lazy(parameter.kind):
            # What gives one by one may be given what comes one by one.
            found += [Lazy(each.element, ITERABLES) for each in found if isinstance(each, Container)]
        parameter.beyond, parameter.seen = parameter.kind, Union(found)
        if parameter.default is not None and all(not isinstance(each, Nothing) for each in found):
            # What stands for "not given" may be given.
            found.append(Fixed([parameter.default], hashable=True))
        parameter.kind = Union(found)

    def _told(self, hint: str) -> Kind | None:
        try:
            value = eval(hint, {**vars(typing), **vars(self._module)})
        except Exception:  # noqa: BLE001 - a name of another file
            return None
        return self._of_hint(value, None)

    # -- names

    def _named(self, kind: type) -> str:
        """Code that reaches a class: its name in the module where both texts bind it, else an import."""
        for name in (kind.__name__, kind.__qualname__):
            first = name.partition(".")[0]
            found: Any = self._module
            for part in name.split("."):
                found = getattr(found, part, None)
            if found is kind and first in self._names:
                return name
        if kind.__module__ == "builtins":
            return kind.__qualname__
        return f"__import__({kind.__module__!r}, fromlist=['_']).{kind.__qualname__}"

    def _library(self, name: str) -> str:
        for alias, value in vars(self._module).items():
            if alias in self._names and getattr(value, "__name__", "") == name and isinstance(value, type(inspect)):
                return alias
        return f"__import__({name!r})"

    # -- uses

    def _uses_of(self, qualname: str) -> dict[str, Use]:
        node = function_node(self._tree, qualname)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return {}
        owner = qualname.rpartition(".")[0]
        uses = Uses(self._functions, owner)
        if not self._bound or not node.args.args:
            return uses.of(node)
        init = self._functions.get(f"{owner}.__init__")
        self_name = (node.args.posonlyargs or node.args.args)[0].arg
        if init is not None and init.args.args:
            self._init_uses = uses.of(init, {init.args.args[0].arg: uses.self_use})
        return uses.of(node, {self_name: uses.self_use})

    _init_uses: dict[str, Use] | None = None

    # -- parameters

    def _chosen(self, function: Any, uses: dict[str, Use], skip: int) -> list[Parameter]:
        try:
            parameters = list(inspect.signature(function).parameters.values())[skip:]
        except (TypeError, ValueError):
            return []
        hints = _hints(function)
        found: list[Parameter] = []
        for at, parameter in enumerate(parameters):
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                found.extend(self._variable(parameter, hints))
                continue
            kind, hinted = self._kind(parameter, hints, uses, first=at == 0 and function is self._subject.function)
            optional = parameter.default is not parameter.empty
            found.append(
                Parameter(
                    parameter.name, kind, keyword=parameter.kind is parameter.KEYWORD_ONLY, optional=optional,
                    default=_plain(parameter.default) if optional else None, hinted=hinted,
                )
            )  # fmt: skip
        return found

    def _variable(self, parameter: inspect.Parameter, hints: dict[str, Any]) -> list[Parameter]:
        if parameter.kind is parameter.VAR_KEYWORD:
            return []
        element = self._of_hint(hints[parameter.name], None) if parameter.name in hints else None
        kind = Container(element or anything(1), ["({},)"], "tuple({})")
        return [
            Parameter(
                "*" + parameter.name, kind, keyword=False, optional=True, default=None, hinted=element is not None
            )
        ]

    def _kind(
        self, parameter: inspect.Parameter, hints: dict[str, Any], uses: dict[str, Use], *, first: bool
    ) -> tuple[Kind, bool]:
        if first and self._bound:
            return self._instance(self._subject.owner, uses.get(parameter.name)), True
        use = uses.get(parameter.name)

        def refined() -> Kind | None:
            return shaped(use, self._hints)

        if parameter.name in hints:
            found = self._of_hint(hints[parameter.name], refined, use)
            if found is not None:
                if parameter.default is None:
                    found = Union([found, found, found, Fixed(["None"], hashable=True)])
                return found, True
        found = shaped(use, self._hints)
        if found is None and parameter.default not in (parameter.empty, None):
            found = self._of_value(parameter.default)
        if found is None:
            found = anything(0)
        if parameter.default is None:
            found = Union([found, found, found, Fixed(["None"], hashable=True)])
            found.loose = True
        return found, False

    def _of_hint(self, hint: Any, refined: Any, use: Use | None = None) -> Kind | None:
        try:
            return self._hints.kind(hint, refined, use=use)
        except NoKind as missing:
            self.notes.append(str(missing))
            return None

    def _of_value(self, value: Any) -> Kind | None:
        if type(value) in (bool, int, float, str, bytes):
            return self._of_hint(type(value), None)
        return None

    def _instance(self, kind: type, use: Use | None) -> Kind:
        found = self._made(kind, 0)
        if found is not None:
            return found
        fields: dict[str, Kind] = {}
        for name, part in (use.attributes if use is not None else {}).items():
            if not name.startswith("__") and not hasattr(kind, name):
                fields[name] = shaped(part, self._hints) or anything(1)
        return Made("kit.bare", {"kind": Fixed([self._named(kind)]), **fields}, positional=["kind"])

    def _made(self, kind: type, depth: int) -> Made | None:
        """How a class is made by its constructor, where each parameter that it needs has a kind."""
        if kind in self._building or len(self._building) > 3:
            return None
        try:
            signature = inspect.signature(kind)
        except (TypeError, ValueError):
            return None
        own = "__init__" in vars(kind) and not hasattr(kind, "__dataclass_fields__")
        hints = {**_hints(kind), **_hints(getattr(kind, "__init__", None))}
        uses = self._constructor_uses(kind) if own else {}
        self._building.append(kind)
        try:
            parameters: dict[str, Kind] = {}
            optional: list[str] = []
            positional: list[str] = []
            for parameter in signature.parameters.values():
                if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                    continue
                if parameter.default is not parameter.empty:
                    optional.append(parameter.name)
                if parameter.kind is parameter.POSITIONAL_ONLY:
                    positional.append(parameter.name)
                if parameter.name in hints:
                    found = self._of_hint(
                        hints[parameter.name], lambda name=parameter.name: shaped(uses.get(name), self._hints)
                    )
                else:
                    found = self._constructed(kind, parameter.name) or shaped(uses.get(parameter.name), self._hints)
                if found is None and parameter.name not in hints:
                    default = parameter.default
                    found = self._of_value(default) if default is not parameter.empty else anything(1)
                if found is None:
                    if parameter.name in optional:
                        optional.remove(parameter.name)
                        continue
                    return None
                parameters[parameter.name] = found
        finally:
            self._building.pop()
        return Made(self._named(kind), parameters, optional, positional)

    def _constructed(self, kind: type, name: str) -> Kind | None:
        """What the known calls make a class of."""
        values = self.known.constructed.get(kind.__name__, {}).get(name, [])
        kinds = [learnt(values, self._hints, self._named, example=True)] if values else []
        kinds += [self._told(hint) for hint in self.known.constructed_types.get(kind.__name__, {}).get(name, [])]
        found = [each for each in kinds if each is not None]
        return Union(found) if found else None

    def _constructor_uses(self, kind: type) -> dict[str, Use]:
        if kind is self._subject.owner and self._init_uses is not None:
            return self._init_uses
        node = self._functions.get(f"{kind.__qualname__}.__init__")
        if node is None or kind.__module__ != self._module.__name__:
            return {}
        return Uses(self._functions, kind.__qualname__).of(node)


def _is_lazy(kind: Kind) -> bool:
    return isinstance(kind, Lazy) or (isinstance(kind, Unknown) and any(isinstance(each, Lazy) for each in kind.kinds))


def _hints(thing: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(thing, include_extras=False)
    except Exception:  # noqa: BLE001 - names that exist for type checkers only, and whatever an annotation does
        found: dict[str, Any] = {}
        namespace = getattr(inspect.unwrap(thing), "__globals__", {}) if callable(thing) else {}
        for name, hint in getattr(thing, "__annotations__", {}).items():
            try:
                found[name] = eval(hint, {**vars(typing), **namespace}) if isinstance(hint, str) else hint
            except Exception as error:  # noqa: BLE001 - as above
                del error  # this parameter counts as one without a hint
        return found


def _plain(value: Any) -> str | None:
    return repr(value) if value is None or type(value) in (bool, int, float, str) else None


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _functions(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in _parsed(text).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    found[f"{node.name}.{inner.name}"] = inner
    return found


def _bound_in_all(texts: list[str]) -> set[str]:
    """Names that every one of the texts binds at its top."""
    found: set[str] | None = None
    for text in texts:
        names: set[str] = set()
        for node in ast.walk(_parsed(text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names.update((each.asname or each.name.partition(".")[0]) for each in node.names)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names.update(each.id for each in node.targets if isinstance(each, ast.Name))
        found = names if found is None else found & names
    return found or set()
