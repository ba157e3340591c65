"""Parcels by number; what happened to them is known to the courier alone."""

from __future__ import annotations

from parcels.client import Courier


class Parcels:
    def __init__(self, courier: str) -> None:
        self._courier = Courier(courier)

    def latest(self, number: str) -> dict[str, str]:
        events = self._courier.events(number)
        return events[-1] if events else {}
