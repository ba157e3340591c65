"""What docs/quality.md says of the models, from training_data/figures.json, and the drawing of their calibration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slowspot.training_data.fitting import figures
from slowspot.training_data.fitting.cards import figures_table, serving_table

__all__ = ["drawing", "sections"]

_PARTS = {
    "speedup": (
        "How well gains are predicted",
        (
            "Each finding with a rewrite is told how many times quicker the enclosing function body gets, with an 80 % "
            "interval. Held out: the example behind a test row was not trained on, in whatever surroundings; for an "
            "unseen rule, no row of that rule."
        ),
    ),
    "hotness": (
        "How well hot spots are predicted",
        "From source and the entry file alone: which functions take the run time. Held out: whole projects.",
    ),
}


def sections(document: Mapping[str, Any] | None = None) -> Iterable[str]:
    """Markdown, section by section. Says so where a model has not been evaluated yet."""
    known = figures.read() if document is None else document
    for name, (title, text) in _PARTS.items():
        evaluation = known.get("parts", {}).get(name)
        if evaluation is None:
            yield f"## {title}\n\n`slowspot evaluate`"
            yield "Not evaluated yet."
            continue
        yield f"## {title}\n\n`slowspot evaluate`, [model card](../models/cards/{name}.md)"
        yield text
        yield _verdict(evaluation)
        yield figures_table(evaluation)
        if name == "speedup" and evaluation["reliability"]:
            yield "![How many held-out rows lie inside the intervals, by level](images/reliability.svg)"
            yield (
                "Intervals of each level, and the share of held-out rows that lie inside. On the diagonal they keep "
                "what they promise; below it they are too narrow."
            )
    if known.get("serving", {}).get("forests"):
        yield "## What the models cost"
        yield serving_table(known["serving"])


def _verdict(evaluation: Mapping[str, Any]) -> str:
    judged = [figure for figure in evaluation["figures"] if figure["reached"] is not None]
    missed = [figure["name"] for figure in judged if not figure["reached"]]
    reached = len(judged) - len(missed)
    text = f"{evaluation['rows']:,} rows. {reached} of {len(judged)} figures reach what was wanted"
    text += f"; missed: {'; '.join(missed)}." if missed else "."
    beaten = [
        f"{figure['name']} ({', '.join(names)})" for figure in evaluation["figures"] if (names := figure["beaten_by"])
    ]
    return f"{text} A simpler way is better at: {'; '.join(beaten)}." if beaten else text


def drawing(document: Mapping[str, Any] | None = None) -> str | None:
    """The reliability of the speedup intervals as SVG, or None where they were not evaluated."""
    known = figures.read() if document is None else document
    points = known.get("parts", {}).get("speedup", {}).get("reliability") or []
    return _svg([(float(level), float(share)) for level, share in points]) if points else None


_SIDE = 300
_LEFT, _TOP = 56, 16

_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #57606a }
.paper { fill: #ffffff }
.frame, .tick { stroke: #d0d7de; fill: none }
.ideal { stroke: #8c959f; stroke-dasharray: 4 4 }
.line { stroke: #0969da; stroke-width: 2; fill: none }
.point { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #8d96a0 }
  .paper { fill: #0d1117 }
  .frame, .tick { stroke: #30363d }
  .ideal { stroke: #6e7681 }
  .line { stroke: #58a6ff }
  .point { fill: #58a6ff }
}
"""


def _svg(points: Sequence[tuple[float, float]]) -> str:
    def place(level: float, share: float) -> tuple[str, str]:
        return f"{_LEFT + level * _SIDE:.1f}", f"{_TOP + (1 - share) * _SIDE:.1f}"

    width, height = _LEFT + _SIDE + 24, _TOP + _SIDE + 52
    shapes: list[str] = []
    for step in range(6):
        x, y = place(step / 5, step / 5)
        shapes += [
            f'<path class="tick" d="M{x} {_TOP}V{_TOP + _SIDE}M{_LEFT} {y}H{_LEFT + _SIDE}"/>',
            f'<text x="{x}" y="{_TOP + _SIDE + 18}" text-anchor="middle">{step * 20} %</text>',
            f'<text x="{_LEFT - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{step * 20} %</text>',
        ]
    (left, bottom), (right, top) = place(0, 0), place(1, 1)
    middle = _TOP + _SIDE / 2
    shapes += [
        f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>',
        f'<line class="ideal" x1="{left}" y1="{bottom}" x2="{right}" y2="{top}"/>',
        f'<path class="line" d="M{"L".join(" ".join(place(*point)) for point in points)}"/>',
    ]
    for level, share in points:
        x, y = place(level, share)
        shapes.append(f'<circle class="point" cx="{x}" cy="{y}" r="4"><title>{level:.0%}: {share:.1%}</title></circle>')
    shapes += [
        f'<text x="{_LEFT + _SIDE / 2}" y="{height - 10}" text-anchor="middle">level of the interval</text>',
        (
            f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
            "held-out rows inside</text>"
        ),
    ]
    described = ", ".join(f"{level:.0%}: {share:.1%}" for level, share in points)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}" role="img" '
                f'aria-label="Share of held-out rows inside intervals by level: {described}">'
            ),
            "<!-- Made by docs/generate.py from training_data/figures.json. -->",
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{width}" height="{height}"/>',
            *shapes,
            "</svg>",
            "",
        ]
    )
