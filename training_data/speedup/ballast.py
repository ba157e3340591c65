"""What else a function does: statements of known kinds and rough weights, put around the pattern that a fix removes.

Weights are nanoseconds on a desktop of 2020, right within a factor of two: they only spread the pattern's share of its
function over the whole range. What a program really costs is measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from .chance import Chance

__all__ = ["Ballast", "indented"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Statements that use the names in braces; `{v}` is a number that may be a loop's variable."""

    weight: float
    lines: tuple[str, ...]


_CHEAP: Final = (
    _Kind(60, ("{acc} = ({acc} * 31 + {v}) % 65537",)),
    _Kind(40, ("{level} = {level} * 0.75 + 1.5",)),
    _Kind(45, ("{acc} += {v} & 7",)),
    _Kind(70, ("{acc} ^= {v} << 2", "{acc} &= 4095")),
    _Kind(55, ("if {acc} > 1000:", "    {acc} -= 997", "else:", "    {acc} += 13")),
    _Kind(90, ("{first}, {second} = {second}, ({first} + {second}) % 1009",)),
    _Kind(110, ("{table}[{acc} % 64] = {table}.get({acc} % 64, 0) + 1",)),
    _Kind(80, ("if {acc} not in {table}:", "    {table}[{acc} % 50] = {v}")),
    _Kind(60, ("{meter}.count += 1",)),
    _Kind(90, ("{meter}.total = {meter}.total + {meter}.step",)),
    _Kind(110, ("{meter}.add({acc} % 10)",)),
    _Kind(90, ("{acc} = {weigh}({acc}, 3)",)),
    _Kind(230, ("{acc} = {weigh}({weigh}({acc}, {v}), {meter}.scaled(2))",)),
    _Kind(90, ("{window}.append({acc})", "if len({window}) > 40:", "    {window}.clear()")),
    _Kind(100, ("{acc} = max({acc} % 11, 3)",)),
    _Kind(90, ("if isinstance({acc}, int):", "    {acc} = abs({acc}) % 8191")),
    _Kind(60, ("{pair} = ({acc}, {v})", "{acc} = {pair}[0]")),
)
_TEXT: Final = (
    _Kind(180, ('{label} = f"{{{acc} % 100}}-{{{v}}}"',)),
    _Kind(210, ('{label} = "row %d of %s" % ({acc} % 7, {v})',)),
    _Kind(130, ("{label} = str({acc} % 1000).upper()",)),
    _Kind(150, ('{label} = {label}[-12:] + "=" + "{letter}"',)),
    _Kind(170, ('{acc} += len({label}.replace("1", "one").strip())', "{acc} %= 9973")),
    _Kind(120, ('if {label}.startswith("r") or "7" in {label}:', "    {acc} += 1")),
    _Kind(330, ('{words} = {label}.split("-")', '{label} = "+".join({words})[:20]')),
)
_HEAVY: Final = (
    _Kind(2500, ("{acc} = sum(range(200)) % (1 + {acc})",)),
    _Kind(1800, ("{row} = [x * x for x in range(40)]",)),
    _Kind(2600, ("{row} = {{x: x + 1 for x in range(40)}}",)),
    _Kind(1500, ("{label} = \",\".join(map(str, range(12)))",)),
    _Kind(1300, ("{row} = sorted(str({acc}) * 6)",)),
    _Kind(900, ("{row} = tuple(range(60))", "{acc} = hash({row}) % 4093")),
    _Kind(600, ("{row} = [{acc}, {v}] * 50", "{row}.reverse()")),
    _Kind(800, ("{row} = dict.fromkeys(range(20), {v})", "{acc} += len({row})", "{acc} %= 9973")),
    _Kind(700, ("try:", "    {acc} = {table}[\"none\"]", "except KeyError:", "    {acc} += 1")),
    _Kind(1500, ("for x in range(20):", "    {meter}.add(x)")),
    _Kind(1800, ("{row} = set()", "for x in range(20):", "    {row}.add(x * {v} % 17)")),
    _Kind(900, ("{row} = []", "for x in range(12):", "    {row}.append(x)")),
    _Kind(900, ("{left} = 16", "while {left}:", "    {left} -= 1")),
    _Kind(700, ("{row} = {stamp}({acc})", "{acc} = ({acc} + {row}.value) % 9973")),
    _Kind(1200, ("{words} = {text}.split()", "{acc} += len({words})", "{acc} %= 9973")),
    _Kind(1600, ("{label} = {text}.lower().title()", "{acc} += {label}.count(\"a\")", "{acc} %= 9973")),
)  # fmt: skip
_LOOP_COST = 25.0

_NAMES: Final = {
    "acc": ("tally", "mixed", "check"), "level": ("level", "smooth", "rate"), "first": ("low", "earlier"),
    "second": ("next_one", "later"), "table": ("buckets", "seen_codes", "histogram"), "meter": ("meter", "stats"),
    "window": ("window", "recent_codes"), "pair": ("pair", "corner"), "label": ("label", "caption"),
    "words": ("pieces", "cuts"), "row": ("scratch", "line_of_work"), "left": ("left", "remaining"),
    "text": ("TEXT", "NOTICE"), "weigh": ("weigh", "blend"), "stamp": ("Stamp", "Ticket"), "x": ("x", "k", "cell_no"),
    "step": ("step", "turn", "j"), "meter_class": ("Meter", "Stats"),
}  # fmt: skip
_STARTS: Final = {
    "acc": "7", "level": "1.0", "first": "0", "second": "1", "table": "{}", "meter": "{meter_class}()",
    "window": "[]", "pair": "(0, 0)", "label": '"r-1-7"',
}  # fmt: skip
_MODULE: Final = {
    "meter_class": """\
class {meter_class}:
    def __init__(self):
        self.count = 0
        self.total = 0
        self.step = 3

    def add(self, amount):
        self.count += 1
        self.total += amount

    def scaled(self, factor):
        return self.step * factor
""",
    "weigh": """\
def {weigh}(value, factor):
    return (value * factor + 11) % 8209
""",
    "stamp": """\
class {stamp}:
    def __init__(self, value):
        self.value = value % 10
        self.used = False
""",
    "text": """\
{text} = "the quick brown fox jumps over a lazy dog and asks a cat whether all of it was worth the while"
""",
}


@dataclass(slots=True)
class Ballast:
    """Makes statements, and keeps what they need: names that nobody else has, first values, helpers."""

    chance: Chance
    taken: set[str]
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _begun: list[str] = field(default_factory=list[str])

    def inline(self, weight: float, variable: str | None = None) -> list[str]:
        """Statements of about so many nanoseconds a run; heavy ones as loops of their own."""
        lines: list[str] = []
        while weight > 30 and len(lines) < 12:
            if weight > 4000 and self.chance.happens(0.75):
                part = weight if self.chance.happens(0.6) else weight * 0.5
                lines += self._loop(part, variable)
                weight -= part
                continue
            kinds = _CHEAP if weight < 400 else _HEAVY if weight > 3000 or self.chance.happens(0.3) else _CHEAP + _TEXT
            kind = self.chance.one_of(kinds)
            lines += self._written(kind, variable)
            weight -= kind.weight
        return lines

    def over(self, container: str, weight: float) -> list[str]:
        """A loop over what the program was given, with statements of so many nanoseconds in each pass."""
        step = self._name("step")
        if self.chance.happens(0.3):
            return [f"for {step} in range(len({container})):", *indented(self.inline(weight, step) or ["pass"])]
        if self.chance.happens(0.2):
            second = self.fresh("_entry")
            header = f"for {step}, {second} in enumerate({container}):"
            return [header, *indented(self.inline(weight, step) or ["pass"])]
        return [f"for {self.fresh('entry')} in {container}:", *indented(self.inline(weight) or ["pass"])]

    def fresh(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name

    @property
    def beginning(self) -> list[str]:
        """Statements that the function begins with."""
        return [self._filled(f"{{{role}}} = {_STARTS[role]}") for role in self._begun]

    @property
    def helpers(self) -> list[str]:
        """Classes and functions of the module that the statements use."""
        return [self._filled(text) for role, text in _MODULE.items() if role in self._names]

    def _loop(self, weight: float, variable: str | None) -> list[str]:
        inner = self.chance.log_uniform(40, min(2000.0, weight / 3))
        passes = max(2, round(weight / (inner + _LOOP_COST)))
        step = self._name("step") if self.chance.happens(0.7) else None
        body = self.inline(inner, step or variable) or ["pass"]
        return [f"for {step or '_'} in range({passes}):", *indented(body)]

    def _written(self, kind: _Kind, variable: str | None) -> list[str]:
        number = variable if variable is not None and self.chance.happens(0.6) else str(self.chance.below(90) + 2)
        letter = "abcdefgh"[self.chance.below(8)]
        for role in re.findall(r"(?<!\{)\{(\w+)\}(?!\})|\{\{\{(\w+)\}", "\n".join(kind.lines)):
            self._use(role[0] or role[1])
        text = "\n".join(kind.lines)
        if re.search(r"\bx\b", text):
            text = re.sub(r"\bx\b", self._name("x"), text)
        return text.format(v=number, letter=letter, **self._names).split("\n")

    def _use(self, role: str) -> None:
        if role in ("v", "letter"):
            return
        if role == "meter":
            self._name("meter_class")
        self._name(role)
        if role in _STARTS and role not in self._begun:
            self._begun.append(role)

    def _name(self, role: str) -> str:
        if role not in self._names:
            self._names[role] = self.fresh(self.chance.one_of(_NAMES[role]))
        return self._names[role]

    def _filled(self, text: str) -> str:
        for role, name in self._names.items():
            text = text.replace(f"{{{role}}}", name)
        return text


def indented(lines: Sequence[str], depth: int = 4) -> list[str]:
    return [" " * depth + line if line else line for line in lines]
