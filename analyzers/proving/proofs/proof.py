"""The nouns of a proof: the rewrite, its inputs, what they showed, and the verdict. Nothing here runs anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Counterexample", "Coverage", "Effort", "Input", "Mutants", "Progress", "Proof", "Rewrite", "Speed", "SpeedAt",
    "Strength", "TestsRun", "Verdict",
]  # fmt: skip

Verdict = Literal["proved", "refuted", "unproved"]
"""proved: equal on all evidence, and faster. refuted: there is a counterexample. unproved: anything else, with why."""
Strength = Literal["strong", "weak"]
Progress = Callable[[str, int, int], None]
"""Told what is done ("comparing"), how many steps of it are, and of how many (0: not known)."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One function of a file as it is and as it would be. Both texts are of the whole file: a rewrite may add imports.

    Files are compared by `before` and `after`; nothing is read from `path`.
    """

    path: str
    """Absolute."""
    function: str
    """Qualified name, `Class.method`. A function within another is proved through the outermost one."""
    before: str
    after: str
    origin: str = ""
    """In words: "list-membership-in-loop", "a patch", the name of a model."""
    rules: tuple[str, ...] = ()
    """Slugs of the rules that it comes from."""


@dataclass(frozen=True, slots=True)
class Input:
    """Arguments of one call, made anew for each: by `code`, by `pickled` or, for timing, by `sized`."""

    origin: Literal["given", "replayed", "varied", "generated"]
    """varied: a replayed or given one with other values of the same types."""
    code: str | None = None
    """What stands between the parentheses of the call, evaluated in the function's own module; of a method the instance
    comes first. `kit.NAME` are the odd values of `inside/kit.py`."""
    pickled: str | None = None
    """`pickle.dumps((args, kwargs))`, in base64."""
    sized: tuple[int, int] | None = None
    """Size and seed: `inside.generating` makes arguments that have this size."""
    beyond: bool = False
    """Outside what the hints allow: a difference is told, and refutes nothing."""
    about: str = ""
    """What is particular: "empty", "duplicates"."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    call: str
    """Source of the call, `find([[1], [1]])`, or what can be said of arguments that have no source."""
    difference: str
    """In words: "result[0]: 1 and 1.0"."""
    before: str
    after: str
    """What either side did, in words: "returns [1]", "raises TypeError: unhashable type: 'list'"."""
    script: str = ""
    """A program that shows it: `python SCRIPT` exits with 1 where the two differ."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Lines of the function that the rewrite changed (from 1, in `after`), and those of them that no input reached."""

    changed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mutants:
    """Small errors planted into the rewrite: how many the inputs told from it."""

    tried: int = 0
    killed: int = 0
    survivors: tuple[str, ...] = ()
    """What was planted: "line 4: < became <="."""


@dataclass(frozen=True, slots=True)
class TestsRun:
    """The project's own tests that reach the function, on both sides."""

    ran: int = 0
    same: int = 0
    failing: tuple[str, ...] = ()
    """Tests that pass before and not after."""
    note: str = ""
    """Why none ran."""


@dataclass(frozen=True, slots=True)
class SpeedAt:
    """Old time ÷ new time on one set of inputs, with a 95 % interval."""

    inputs: str
    """"replayed", "given", "n = 1,000"."""
    low: float
    median: float
    high: float
    pairs: int
    before_seconds: float
    after_seconds: float
    """Of one call: medians."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured, what counts first. `faster` only where a second measurement in fresh processes agrees."""

    faster: bool
    sets: tuple[SpeedAt, ...] = ()
    note: str = ""
    """Why it is not called faster, or where it is slower."""


@dataclass(frozen=True, slots=True)
class Proof:
    verdict: Verdict
    reason: str
    """One sentence for people: what it rests on, or what is missing."""
    rewrite: Rewrite
    key: str = ""
    """Of the function before and after: another text has another key."""
    equal: bool | None = None
    """None: not known."""
    counterexample: Counterexample | None = None
    inputs: dict[str, int] = field(default_factory=dict[str, int])
    """How many were compared, by origin; "unanswered": without a result on both sides, which proves nothing."""
    beyond: tuple[str, ...] = ()
    """Differences on arguments that the hints do not allow, in words."""
    strength: Strength = "strong"
    coverage: Coverage | None = None
    mutants: Mutants | None = None
    tests: TestsRun | None = None
    speed: Speed | None = None
    tolerance: float | None = None
    """Relative, of floats; None: they agree exactly."""
    sandbox: str = ""
    """What held the code: "bubblewrap", "limits only"."""
    python: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def checked(self) -> int:
        """How many inputs were compared."""
        return sum(count for origin, count in self.inputs.items() if origin != "unanswered")

    @property
    def speedup(self) -> SpeedAt | None:
        """What counts of the speed."""
        return self.speed.sets[0] if self.speed is not None and self.speed.sets else None


@dataclass(frozen=True, slots=True)
class Effort:
    """How much evidence is asked for."""

    inputs: int = 400
    """Generated ones, at most."""
    seconds: float = 60.0
    """For all of it; what is not done by then is missing."""
    call_seconds: float = 2.0
    """For one call; one that takes longer has no result."""
    hash_seeds: Sequence[int] = (1, 2)
    mutants: int = 24
    timing: bool = True
    """Without it the verdict is "unproved" at best, with `equal` true."""
    tests: Literal["auto", "never", "always"] = "auto"
    generate: bool = True
    tolerance: float | None = None
    sandbox: Literal["auto", "required", "off"] = "auto"
    """auto: the strongest that the system offers. required: unproved where it is limits only."""
    seed: int = 0
