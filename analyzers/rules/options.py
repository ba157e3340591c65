"""The knobs of rules: what settings may say of them, and how it is read. Knows no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from ..semantics.site import Site

__all__ = ["HasOptions", "Option", "OptionSetting", "OptionValue"]

OptionValue = bool | int | float | str | tuple[str, ...]
OptionSetting = tuple[str, str, OptionValue]
"""Rule, option, value: plain data, which travels between processes and into keys of caches."""
Value = TypeVar("Value", bound=OptionValue)


@dataclass(frozen=True, slots=True, eq=False)
class Option(Generic[Value]):
    """A knob of a rule, set by `[tool.slowspot.rules.RULE]`. Its value has the type of its default.

    Declared beside the constants of the rule's module, listed in `Rule.options`, and asked by `check`:
    `if size <= SMALL.at(site)`. What `check` says may hang on nothing else that a user can set.
    """

    name: str
    """In lower case, with hyphens."""
    default: Value
    doc: str
    """One sentence: what it means, in which unit."""
    least: float | None = None
    """The smallest number that makes sense."""

    def at(self, site: Site) -> Value:
        """The value in force for the file."""
        return cast("Value", site.facts.model.options.get(self, self.default))

    @property
    def kind(self) -> str:
        """What a value is, in words."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, int | float):
            kind = "a whole number" if isinstance(self.default, int) else "a number"
            return kind if self.least is None else f"{kind} from {self.least:g} on"
        return "a string" if isinstance(self.default, str) else "a list of strings"

    def read(self, value: object) -> Value:
        """Check a value from a settings file. Raises ValueError."""
        default = self.default
        given: object = tuple(cast("list[object]", value)) if isinstance(value, list) else value
        if isinstance(default, float) and type(given) is int:
            given = float(given)
        fits = type(given) is type(default) and (
            not isinstance(given, tuple) or all(isinstance(item, str) for item in given)
        )
        too_small = fits and self.least is not None and cast("float", given) < self.least
        if not fits or too_small:
            raise ValueError(f"must be {self.kind}, not {value!r}")
        return cast("Value", given)


class HasOptions(Protocol):
    """A rule, or its name."""

    @property
    def slug(self) -> str: ...
    @property
    def options(self) -> Sequence[Option[Any]]: ...
