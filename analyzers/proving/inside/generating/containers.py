"""What a parameter may be, and how values of that are written as code: containers, records, objects.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .draw import Draw
from .kinds import Kind

__all__ = ["Container", "Function", "Lazy", "Made", "Mapping", "Objects", "Record", "Tuples"]


class Container(Kind):
    """Values in a container: `write` puts them into one, as code."""

    hashable = False

    def __init__(self, element: Kind, forms: Sequence[str] = ("[{}]",), big: str = "{}") -> None:
        self.element = element
        self.forms = list(forms)
        """How a container is written around its elements, most usual first."""
        self._big = big
        self.hashable = element.hashable and all(form in ("({},)", "frozenset([{}])") for form in forms)

    def elements(self, d: Draw) -> list[str]:
        d.depth += 1
        try:
            codes = [self.element.code(d) for _ in range(d.size())]
            return d.ordered(codes)
        finally:
            d.depth -= 1

    def code(self, d: Draw) -> str:
        codes = self.elements(d)
        usual = self.forms[0] if d.depth or d.chance(0.5) else d.rng.choice(self.forms)
        if len(codes) > 1 and not self.element.hashable and d.chance(d.theme.aliased):
            shared = ", ".join(d.rng.choice(("x", *codes[1:])) for _ in codes)
            return f"(lambda x: {_written(usual, 'x, ' + shared)})({codes[0]})"
        return _written(usual, ", ".join(codes))

    def column(self, n: int, seed: int) -> str:
        make = self._big.format("x")
        return f"kit.grouped(lambda x: {make}, {self.element.column(4 * n, seed)}, 4)"

    def big(self, n: int, seed: int) -> str:
        return self.around(self.element.column(n, seed))

    def around(self, values: str) -> str:
        """A container of the values of a list, which is given as code."""
        return self._big.format(values)

    def grows(self) -> bool:
        return True


def _written(form: str, inner: str) -> str:
    if form == "({},)":
        return f"({inner},)" if inner else "()"
    if form == "{{{}}}" and not inner:
        return "set()"
    return form.format(inner)


class Lazy(Container):
    """What is iterable, and may be gone once it has been."""

    def __init__(self, element: Kind, forms: Sequence[str], big: str = "{}") -> None:
        hashed = ("{{", "set", "fromkeys")
        forms = [form for form in forms if element.hashable or not any(each in form for each in hashed)]
        super().__init__(element, forms, big)
        self.hashable = False

    def code(self, d: Draw) -> str:
        if d.depth and d.chance(0.7):
            return _written(self.forms[0], ", ".join(self.elements(d)))
        return _written(d.rng.choice(self.forms), ", ".join(self.elements(d)))


class Tuples(Kind):
    """Tuples with one kind for each place."""

    def __init__(self, parts: Sequence[Kind], form: str = "({},)") -> None:
        self.parts = list(parts)
        self.form = form
        self.hashable = all(part.hashable for part in parts) and form == "({},)"

    def code(self, d: Draw) -> str:
        d.depth += 1
        try:
            return _written(self.form, ", ".join(part.code(d) for part in self.parts))
        finally:
            d.depth -= 1

    def column(self, n: int, seed: int) -> str:
        if not self.parts:
            return f"[()] * {n}"
        columns = ", ".join(part.column(n, seed + at) for at, part in enumerate(self.parts))
        made = f"list(zip({columns}))"
        return made if self.form == "({},)" else f"[{self.form.format('*x')} for x in {made}]"

    def big(self, n: int, seed: int) -> str:
        return _written(self.form, ", ".join(part.big(n, seed + at) for at, part in enumerate(self.parts)))

    def grows(self) -> bool:
        return any(part.grows() for part in self.parts)


class Mapping(Kind):
    hashable = False

    def __init__(self, key: Kind, value: Kind, forms: Sequence[str] = ("{}",)) -> None:
        self.key = key
        self.value = value
        self.forms = list(forms)

    def code(self, d: Draw) -> str:
        d.depth += 1
        try:
            pairs = {self.key.code(d): self.value.code(d) for _ in range(d.size())}
        finally:
            d.depth -= 1
        inner = "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        return (self.forms[0] if d.depth or d.chance(0.6) else d.rng.choice(self.forms)).format(inner)

    def column(self, n: int, seed: int) -> str:
        pairs = f"list(zip({self.key.column(4 * n, seed)}, {self.value.column(4 * n, seed + 1)}))"
        made = self.forms[0].format("dict(x)")
        return f"kit.grouped(lambda x: {made}, {pairs}, 4)"

    def big(self, n: int, seed: int) -> str:
        return self.forms[0].format(f"dict(zip({self.key.column(n, seed)}, {self.value.column(n, seed + 1)}))")

    def grows(self) -> bool:
        return True


class Record(Kind):
    """Dictionaries with these keys; those that are optional are left out now and then."""

    hashable = False

    def __init__(self, fields: dict[str, Kind], optional: Sequence[str] = (), *, more: bool = False) -> None:
        self.fields = fields
        self.optional = frozenset(optional)
        self.more = more
        """Whether other keys may be there, and needed ones missing once in a while."""

    def code(self, d: Draw) -> str:
        d.depth += 1
        try:
            pairs: list[str] = []
            for key, kind in self.fields.items():
                if d.chance(0.25 if key in self.optional else 0.01 if self.more else 0):
                    continue
                if key.startswith("'") and key not in d.strings:
                    d.strings.append(key)
                pairs.append(f"{key}: {kind.code(d)}")
        finally:
            d.depth -= 1
        if self.more and d.chance(0.1):
            pairs.insert(d.rng.randint(0, len(pairs)), f"'other': {d.rng.randint(0, 9)}")
        if d.chance(0.1):
            d.rng.shuffle(pairs)
        return "{" + ", ".join(pairs) + "}"

    def column(self, n: int, seed: int) -> str:
        columns = ", ".join(f"{key}: {kind.column(n, seed + at)}" for at, (key, kind) in enumerate(self.fields.items()))
        return f"kit.records({{{columns}}})"

    def big(self, n: int, seed: int) -> str:
        return (
            "{"
            + ", ".join(f"{key}: {kind.big(n, seed + at)}" for at, (key, kind) in enumerate(self.fields.items()))
            + "}"
        )

    def grows(self) -> bool:
        return any(kind.grows() for kind in self.fields.values())


class Objects(Kind):
    """Objects of the kit with these attributes; those called are functions of the kit."""

    def __init__(self, fields: dict[str, Kind]) -> None:
        self.fields = fields

    def code(self, d: Draw) -> str:
        d.depth += 1
        try:
            return "kit.Obj(" + ", ".join(f"{name}={kind.code(d)}" for name, kind in self.fields.items()) + ")"
        finally:
            d.depth -= 1

    def column(self, n: int, seed: int) -> str:
        if not self.fields:
            return f"[kit.Obj() for _ in range({n})]"
        columns = ", ".join(
            f"{name!r}: {kind.column(n, seed + at)}" for at, (name, kind) in enumerate(self.fields.items())
        )
        return f"kit.objects({{{columns}}})"

    def big(self, n: int, seed: int) -> str:
        return (
            "kit.Obj("
            + ", ".join(f"{name}={kind.big(n, seed + at)}" for at, (name, kind) in enumerate(self.fields.items()))
            + ")"
        )

    def grows(self) -> bool:
        return any(kind.grows() for kind in self.fields.values())


class Function(Kind):
    """What is called."""

    def __init__(self, told: Sequence[str] = ()) -> None:
        self.told = list(told)

    def code(self, d: Draw) -> str:
        if self.told and d.chance(0.6):
            return d.rng.choice(self.told)
        return f"kit.function({d.rng.choice((0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7))})"

    def big(self, n: int, seed: int) -> str:
        del n, seed
        return "kit.function(1)"


class Made(Kind):
    """What a class or a function makes, from values for its parameters."""

    def __init__(
        self,
        name: str,
        parameters: dict[str, Kind],
        optional: Sequence[str] = (),
        positional: Sequence[str] = (),
        *,
        hashable: bool = True,
        wrap: Callable[[str], str] | None = None,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.optional = frozenset(optional)
        self.positional = frozenset(positional)
        self.hashable = hashable
        self._wrap = wrap or (lambda code: code)

    def _argument(self, name: str, code: str) -> str:
        if name.startswith("*"):
            return "*" * name.count("*") + code
        return code if name in self.positional else f"{name}={code}"

    def code(self, d: Draw) -> str:
        d.depth += 1
        try:
            given: list[str] = []
            gap = False
            for name, kind in self.parameters.items():
                if name in self.optional and (gap or d.chance(0.4)):
                    gap = gap or name in self.positional
                    continue
                given.append(self._argument(name, kind.code(d)))
        finally:
            d.depth -= 1
        return self._wrap(f"{self.name}({', '.join(given)})")

    def column(self, n: int, seed: int) -> str:
        needed = {name: kind for name, kind in self.parameters.items() if name not in self.optional}
        if not needed:
            return f"[{self._wrap(self.name + '()')} for _ in range({n})]"
        columns = ", ".join(kind.column(n, seed + at) for at, kind in enumerate(needed.values()))
        given = ", ".join(self._argument(name, f"x[{at}]") for at, name in enumerate(needed))
        return f"[{self._wrap(f'{self.name}({given})')} for x in zip({columns})]"

    def big(self, n: int, seed: int) -> str:
        given = ", ".join(
            self._argument(name, kind.big(n, seed + at))
            for at, (name, kind) in enumerate(self.parameters.items())
            if name not in self.optional
        )
        return self._wrap(f"{self.name}({given})")

    def grows(self) -> bool:
        return any(kind.grows() for name, kind in self.parameters.items() if name not in self.optional)
