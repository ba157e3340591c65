"""Draws line, bar, pie, radar and box charts as SVG with pygal."""

import math
import random

import pygal
from pygal.style import DarkStyle

PROJECT = "pygal"
REQUIRES = ["pygal"]
SCOPE = ["pygal"]
ROUNDS = 8


def lines(rng: random.Random) -> pygal.Line:
    chart = pygal.Line(fill=True, interpolate="cubic", style=DarkStyle, x_label_rotation=30)
    chart.x_labels = [f"day {n}" for n in range(60)]
    for series in range(4):
        chart.add(f"series {series}", [math.sin(n / 9 + series) * 10 + rng.random() for n in range(60)])
    return chart


def others(rng: random.Random):
    for kind in (pygal.Bar, pygal.StackedBar, pygal.HorizontalBar, pygal.Radar, pygal.Box, pygal.Dot):
        chart = kind(title=kind.__name__, legend_at_bottom=True)
        chart.x_labels = [f"label {n}" for n in range(20)]
        for series in range(4):
            chart.add(f"series {series}", [rng.randint(1, 90) for _ in range(20)])
        yield chart
    pie = pygal.Pie(inner_radius=0.4)
    for part in range(12):
        pie.add(f"part {part}", rng.randint(1, 30))
    yield pie
    scatter = pygal.XY(stroke=False, logarithmic=True)
    scatter.add("points", [(rng.random() * 100, rng.random() * 1000 + 1) for _ in range(150)])
    yield scatter


def main() -> None:
    rng = random.Random(34)
    size = 0
    for _ in range(ROUNDS):
        size += len(lines(rng).render())
        size += sum(len(chart.render()) for chart in others(rng))
    print(size)


if __name__ == "__main__":
    main()
