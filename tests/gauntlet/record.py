"""What the gauntlet's parts found, kept in figures.json for docs/quality.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["FIGURES", "record", "recorded"]

FIGURES = Path(__file__).parent / "figures.json"


def recorded() -> dict[str, Any]:
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def record(part: str, figures: dict[str, Any]) -> None:
    """Replace the figures of a part; of a part with named entries (packages), only those that are given."""
    everything = recorded()
    if part in ("packages", "unsafe"):
        entries = everything.setdefault(part, {})
        for name, row in figures.items():
            # What people noted about failures is not measured.
            entries[name] = {**row, "explained": entries.get(name, {}).get("explained", "")}
        everything[part] = dict(sorted(entries.items()))
    else:
        everything[part] = figures
    text = json.dumps(everything, indent=1, sort_keys=True) + "\n"
    FIGURES.write_text(text, encoding="utf-8", newline="\n")
