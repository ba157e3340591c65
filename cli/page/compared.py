"""How a run compares with another: which functions became slower or faster, and what may be noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...analyzers.profiling.comparing import Comparison, Difference, Incomparable, compare
from ...analyzers.profiling.measured import Run
from ...analyzers.profiling.store import Store, StoreError
from ..analysis.recorded import Recorded
from ..errors import UsageError
from ..profile_runs import named_runs
from ..terminal import escaped
from .numbers import amount, count_of, moment, percent

__all__ = ["comparison_of", "comparison_section"]

_SHOWN = 20
_BOUNDS = {
    "runs": "Noise is the spread between the runs of a side, and never less than the error of counting samples.",
    "sampling": (
        "Noise is the error of counting samples alone. What differs from run to run is not in it: "
        "compare with several, --compare RUN,RUN,RUN, to know that, too."
    ),
    "none": "How much of a difference is noise is not known: nothing was sampled.",
}


def comparison_of(run: Run, recorded: Recorded, given: str | None) -> Comparison | None:
    """Compare with the runs that `--compare` names; without it with the last one of the same program and tool.

    None where there is no such run. Raises UsageError for one that was named.
    """
    if given == "none":
        return None
    store = Store(recorded.root)
    if given is None:
        older = next(
            (
                info.id
                for info in store.runs()
                if info.id < run.id and (info.command, info.unit, info.tool) == (run.command, run.unit, run.tool)
            ),
            None,
        )
        try:
            found = store.load(older) if older is not None else None
        except StoreError:  # nobody asked for it
            return None
        others = [] if found is None else [found]
    else:
        others = named_runs(given, store)
    if any(other.id == run.id for other in others):
        raise UsageError(f"--compare {given}: is the run that the report is about")
    try:
        return compare(others, [run]) if others else None
    except Incomparable as error:
        raise UsageError(f"--compare {given}: cannot be compared: {error}") from error


def comparison_section(comparison: Comparison, anchor: Callable[[str, str], str]) -> dict[str, Any]:
    """Return the comparison as the template's values."""
    telling = [row for row in comparison.functions if row.verdict != "noise"]
    rest = [count_of(len(telling) - _SHOWN, "more function") + " differ"] if len(telling) > _SHOWN else []
    if within := len(comparison.functions) - len(telling):
        rest.append(f"{count_of(within, 'function')} differ{'s' * (within == 1)} by no more than noise")
    bounds = [_BOUNDS[bound] for bound in dict.fromkeys(row.bound for row in telling)]
    old = comparison.old
    other = f"the run of {moment(old[0].began)}" if len(old) == 1 else f"{len(old)} earlier runs"
    if len(old) == 1 and old[0].began <= 0:
        other = escaped(old[0].id)
    return {
        "other": other,
        "lead": " ".join([_whole(comparison), *(f"{escaped(note)}." for note in comparison.notes), *bounds]),
        "rows": [_row(row, comparison, anchor) for row in telling[:_SHOWN]],
        "rest": f"{'; '.join(rest)}." if rest else "",
    }


def _whole(comparison: Comparison) -> str:
    whole = comparison.whole
    if comparison.measure == "shares":
        return "Only shares can be compared: how long a sample stands for is not known."
    more, less = ("more", "less") if comparison.measure == "bytes" else ("slower", "faster")
    text = f"The whole run: {_amount(whole.old, comparison)} before, {_amount(whole.new, comparison)} now"
    if not whole.gained:
        return f"{text}."
    text += f", {percent(abs(whole.part))} {more if whole.gained > 0 else less}"
    if whole.noise is None:
        return f"{text}; with one run on each side, how much of that is noise is not known."
    return f"{text}, within the noise." if whole.verdict == "noise" else f"{text}."


def _row(row: Difference, comparison: Comparison, anchor: Callable[[str, str], str]) -> dict[str, Any]:
    words = {"slower": "slower", "faster": "faster", "unknown": "noise not known"}
    if comparison.measure == "bytes":
        words |= {"slower": "more", "faster": "less"}
    sign = "+" if row.gained >= 0 else "\u2212"
    return {
        "kind": row.verdict,
        "verdict": f"perhaps {words[row.verdict]}" if row.bound == "sampling" else words[row.verdict],
        "name": escaped(row.name),
        "place": escaped(f"{row.path}:{row.line}"),
        "id": anchor(row.path, row.name),
        "before": _amount(row.old, comparison),
        "now": _amount(row.new, comparison),
        "change": f"{sign}{_amount(abs(row.gained), comparison)}",
        "bounds": "" if row.noise is None else f"± {_amount(row.noise, comparison)}",
    }


def _amount(value: float, comparison: Comparison) -> str:
    return percent(value) if comparison.measure == "shares" else amount(value, comparison.measure)
