"""Relations between models, as their classes declare them: what reading an attribute of a row asks the database."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..semantics.knowledge.django import MANY
from .files import WIDTH, File, identity
from .symbols import last_of

if TYPE_CHECKING:
    from .values import Values, Valuing

__all__ = ["Relation", "Relations", "shapes"]

_ALCHEMY = "relationship"
_AT_ONCE = frozenset({"joined", "selectin", "subquery", "immediate", "noload", "raise", "raise_on_sql", "write_only"})
"""Ways of SQLAlchemy to load a relation that send no query when it is read."""


class Relation(NamedTuple):
    owner: int
    """The class that declares it, or that it is the other end of."""
    name: str
    field: str
    """Last name of what declares it: "ForeignKey"; "reverse" for the other end of one."""
    target: int
    """The class of the related rows; -1 where it is not known."""
    many: bool
    asks: bool
    """Whether its rows are fetched when somebody asks for them, where nothing was fetched along."""

    @property
    def asks_when_read(self) -> bool:
        """Whether reading the attribute does so; many rows of Django's are fetched only when they are gone through."""
        return self.asks and (not self.many or self.is_lazy)

    @property
    def is_lazy(self) -> bool:
        """Whether it is SQLAlchemy's."""
        return self.field == _ALCHEMY


class Relations:
    """Answers are kept until `forget`."""

    def __init__(self, valuing: Valuing) -> None:
        self._valuing = valuing
        self._own: dict[int, dict[str, Relation]] = {}
        self._reverse: dict[str, list[Relation]] | None = None
        self._names: set[str] = set()

    def forget(self) -> None:
        self._own.clear()
        self._reverse = None

    def names(self) -> set[str]:
        """Names of all relations of the program."""
        self._reversed()
        return self._names

    def of(self, owner: int, name: str) -> Relation | None:
        """A relation of a model, its own, an inherited one, or the other end of another model's."""
        self._reversed()
        if name not in self._names:
            return None
        line = self._valuing.hierarchy.line(owner)
        for each in line:
            found = self._declared(each).get(name)
            if found is not None:
                return found
        for relation in self._reversed().get(name, ()):
            if relation.target in line:
                return relation._replace(owner=owner, target=relation.owner, name=name)
        return None

    def rows_of(self, relation: Relation) -> Values:
        """What reading a relation gives."""
        if relation.target < 0:
            return (("?",),)
        row = ("I", relation.target, False)
        if not relation.many:
            return (row,)
        if relation.field == _ALCHEMY:
            return (("E", (row,)),)
        return (("S", relation.target, self.name_of(relation)),)

    def name_of(self, relation: Relation) -> str:
        """As it is told: "Order.customer"."""
        return f"{self._valuing.class_row(relation.owner)[0].rpartition('.')[2]}.{relation.name}"

    def _declared(self, owner: int) -> dict[str, Relation]:
        known = self._own.get(owner)
        if known is not None:
            return known
        found: dict[str, Relation] = {}
        row = self._valuing.class_row(owner)
        for name, given in row[3].items():
            relation = self._read(owner, name, given)
            if relation is not None:
                found[name] = relation
        self._own[owner] = found
        return found

    def _read(self, owner: int, name: str, given: list[Any]) -> Relation | None:
        made = next((expr for _, expr in given if is_declaration(expr)), None)
        if made is None:
            return None
        field = last_of(made[1])
        said: dict[str, Any] = made[3]
        around = identity(owner >> WIDTH, given[0][0])
        if field == _ALCHEMY:
            annotated = next((expr for _, expr in given if expr.__class__ is list and expr[0] == "n"), None)
            targets = self._targets(said.get("0"), made[2], around)
            if not targets and annotated is not None:
                targets = self._annotated(annotated[1], around)
            lazy = said.get("lazy", "select")
            return Relation(
                owner, name, field, targets[0] if targets else -1, True, lazy not in _AT_ONCE and lazy is not False
            )
        if not self._valuing.hierarchy.is_model(owner):
            return None
        targets = [owner] if said.get("0") == "self" else self._targets(said.get("0"), made[2], around)
        many = field in MANY
        return Relation(owner, name, field, targets[0] if targets else -1, many, field != "GenericForeignKey")

    def _targets(self, text: object, expr: Any, around: int) -> list[int]:
        """The class that a declaration names: by itself, or by its name, as strings of Django and SQLAlchemy do."""
        valuing = self._valuing
        if isinstance(text, str):
            name = text.rpartition(".")[2]
            found = [value[1] for value in valuing.member(around >> WIDTH, name) or () if value[0] == "C"]
            return found or self._by_name().get(name, [])[:1]
        return [value[1] for value in valuing.value(expr, around) if value[0] == "C"] if expr is not None else []

    def _annotated(self, told: Any, around: int) -> list[int]:
        return [
            value[1]
            for outer in self._valuing.instance(told, around)
            for value in (outer[1] if outer[0] == "E" else (outer,))
            if value[0] == "I"
        ]

    def _by_name(self) -> dict[str, list[int]]:
        """Classes with relations, or that others may have, by name; those whose name two have are left out."""
        found: dict[str, list[int]] = {}
        for number, file in self._valuing.files.items():
            for each, row in enumerate(file.classes):
                if "." not in row[0]:
                    found.setdefault(row[0], []).append(identity(number, each))
        return {name: each for name, each in found.items() if len(each) == 1}

    def _reversed(self) -> dict[str, list[Relation]]:
        """The other ends: what a model's rows are called by those that they point at."""
        if self._reverse is not None:
            return self._reverse
        self._reverse = {}
        self._names = set()
        for number, file in self._valuing.files.items():
            for each, row in enumerate(file.classes):
                owner = identity(number, each)
                for name, given in row[3].items():
                    if not any(is_declaration(expr) for _, expr in given):
                        continue
                    relation = self._declared(owner).get(name)
                    if relation is None:
                        continue
                    self._names.add(name)
                    made = next(expr for _, expr in given if is_declaration(expr))
                    back = _back_name(made[3], row[0], relation)
                    if back:
                        self._names.add(back)
                        many = relation.field not in ("OneToOneField", "AutoOneToOneField")
                        self._reverse.setdefault(back, []).append(relation._replace(field="reverse", many=many))
        return self._reverse


def shapes(file: File) -> list[list[Any]]:
    """What other files hang on wherever they are: names, bases and relations of classes, and what is replaced."""
    return file.patches + [
        [
            row[0],
            row[1],
            [(name, expr) for name, given in row[3].items() for _, expr in given if is_declaration(expr)],
        ]
        for row in file.classes
    ]


def is_declaration(expr: Any) -> bool:
    return expr.__class__ is list and len(expr) > 3 and expr[0] == "c"


def _back_name(said: dict[str, Any], owner: str, relation: Relation) -> str:
    if relation.field == _ALCHEMY:
        return ""  # back_populates names what the other class declares itself
    name = said.get("related_name")
    if isinstance(name, str):
        return "" if name.endswith("+") or "%" in name else name
    simple = owner.rpartition(".")[2].lower()
    return simple if relation.field in ("OneToOneField", "AutoOneToOneField") else f"{simple}_set"
