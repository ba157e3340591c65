"""Model cards: what a model was made of, how, how good it is on what it has not seen, and what it is not for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...models.trees import FOLDER, UnusableModel, load
from . import figures
from .figures import shown
from .parts import PARTS, Part
from .serving import TARGETS

__all__ = ["cards", "figures_table", "serving_table", "table"]

_MADE = (
    "<!-- Made by docs/generate.py from training_data/figures.json and the model: `slowspot evaluate --record`. -->\n"
)


def cards(document: Mapping[str, Any] | None = None, folder: Path = FOLDER) -> dict[str, str]:
    """The cards of all parts that have a title and a module, by file name."""
    known = figures.read() if document is None else document
    found: dict[str, str] = {}
    for part in PARTS:
        if part.title and part.exists():
            found[f"{part.name}.md"] = card(part, known, folder)
    return found


def card(part: Part, document: Mapping[str, Any], folder: Path) -> str:
    """One card, Markdown."""
    module = part.load()
    evaluation = document.get("parts", {}).get(part.name)
    sections = [
        _MADE + f"# {part.title}",
        f"Model `{part.name}`, " + "; ".join(_files(module.MODELS, folder)) + ".",
        "## What it is for\n\n" + module.USE.strip(),
        "## Data",
    ]
    if evaluation is None:
        sections.append("Not evaluated yet.")
    else:
        facts = {"rows": f"{evaluation['rows']:,}"} | {key: _words(value) for key, value in evaluation["data"].items()}
        sections.append(table(["what", "how much, or which"], facts.items()))
    sections.append("## Method\n\n" + module.METHOD.strip())
    if evaluation is not None:
        libraries = " and ".join(f"{name} {version}" for name, version in document.get("libraries", {}).items())
        sections += [
            "## Held-out figures",
            (
                "With 95 % intervals (bootstrap over groups), from `slowspot evaluate`, "
                f"seed {document.get('seed', 0)}, {libraries}."
            ),
            figures_table(evaluation),
        ]
        for title, (head, *rows) in evaluation["tables"].items():
            sections += [f"### {title}", table(head, ([_words(cell) for cell in row] for row in rows))]
    sections.append("## Limits\n\n" + module.LIMITS.strip())
    if evaluation is not None and evaluation["notes"]:
        sections.append("\n".join(f"- {note}" for note in evaluation["notes"]))
    return "\n\n".join(sections) + "\n"


def figures_table(evaluation: Mapping[str, Any]) -> str:
    """The figures of one part beside what simpler ways reach and what was wanted."""
    return table(["figure", "held out", "95 % interval", "simpler ways", "wanted", "aim", ""], _rows(evaluation))


def _rows(evaluation: Mapping[str, Any]) -> Iterator[list[str]]:
    for figure in evaluation["figures"]:
        unit = figure["unit"]
        at_least, at_most = figure["at_least"], figure["at_most"]
        if at_least is not None and at_most is not None:
            wanted = f"{_shown(at_least, unit)} to {_shown(at_most, unit)}"
        elif at_least is not None:
            wanted = f"≥ {_shown(at_least, unit)}"
        else:
            wanted = f"≤ {_shown(at_most, unit)}" if at_most is not None else ""
        yield [
            figure["name"],
            f"**{_shown(figure['value'], unit)}**",
            f"{_shown(figure['low'], unit)} to {_shown(figure['high'], unit)}" if figure["low"] is not None else "",
            "; ".join(f"{name} {_shown(found['value'], unit)}" for name, found in figure["baselines"].items()),
            wanted,
            _shown(figure["aim"], unit) if figure["aim"] is not None else "",
            {True: "reached", False: "**missed**", None: ""}[figure["reached"]],
        ]


def serving_table(serving: Mapping[str, Any]) -> str:
    """What using the models costs, against the targets."""
    forests = serving["forests"].values()
    sums = {
        "all model files, bytes": (sum(serving["sizes"].values()), *TARGETS["bytes"]),
        "loading all forests, ms": (round(sum(row["load_ms"] for row in forests), 1), *TARGETS["load_ms"]),
        "scoring a row, µs (the slowest forest)": (
            max((f["score_us"] for f in forests), default=0),
            *TARGETS["score_us"],
        ),
    }
    return table(
        ["cost", "measured", "at most", "aim", ""],
        (
            [name, f"**{found:,}**", f"{most:,}", f"{aim:,}", "reached" if found <= most else "**missed**"]
            for name, (found, most, aim) in sums.items()
        ),
    )


def table(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _shown(value: float | None, unit: str) -> str:
    return "–" if value is None else shown(value, unit)


def _words(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_words, value))
    if isinstance(value, float):
        return f"{value:.3f}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _files(names: Iterable[str], folder: Path) -> Iterator[str]:
    for name in names:
        path = folder / name
        try:
            forest = load(path)
        except UnusableModel:
            yield f"`models/{name}`" + ("" if path.exists() else ", not trained yet")
            continue
        made = forest.trained
        yield (
            f"`models/{name}`: {forest.size} trees over {len(forest.features)} features, "
            f"{path.stat().st_size:,} bytes, trained on {made.get('rows', 0):,} rows (hash {made.get('hash', '')}) "
            f"with scikit-learn {made.get('scikit-learn', '')}"
        )
