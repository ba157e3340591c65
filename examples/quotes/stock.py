"""Asks the warehouse how much there is."""

from __future__ import annotations

import requests


def level(warehouse: str, article: str) -> int:
    """Pieces in stock, as the warehouse says."""
    return int(_ask(f"{warehouse}/{article}")["pieces"])


def _ask(url: str) -> dict[str, int]:
    answer = requests.get(url, timeout=5)
    return answer.json()
