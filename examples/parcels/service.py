"""What customers are told of their parcels."""

from __future__ import annotations

from parcels.repository import Parcels


class Shipments:
    def __init__(self, courier: str) -> None:
        self._parcels = Parcels(courier)

    def status(self, number: str) -> dict[str, str]:
        latest = self._parcels.latest(number)
        return {"number": number, "status": latest.get("status", "unknown"), "place": latest.get("place", "")}
