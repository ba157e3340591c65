"""The courier's service, as its customers see it."""

from __future__ import annotations

from parcels import vendor


class Courier:
    def __init__(self, address: str) -> None:
        self.address = address

    def events(self, number: str) -> list[dict[str, str]]:
        return vendor.fetch(f"{self.address}/events/{number}")
