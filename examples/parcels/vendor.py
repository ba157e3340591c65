"""What the courier gives its customers to ask it with."""

from __future__ import annotations

from typing import Any

import requests


def fetch(address: str) -> Any:
    answer = requests.get(address, timeout=5)
    answer.raise_for_status()
    return answer.json()
