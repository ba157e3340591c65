"""The basket: what a customer is about to buy."""

from __future__ import annotations

from .catalogue import Catalogue
from .models import Line


class Basket:
    def __init__(self) -> None:
        self.skus: list[str] = []

    def add(self, sku: str, quantity: int = 1) -> None:
        self.skus.extend([sku] * quantity)

    def remove(self, sku: str) -> None:
        if sku in self.skus:
            self.skus.remove(sku)

    def lines(self, catalogue: Catalogue) -> list[Line]:
        """One line per product, in the order in which they were put in."""
        quantities = count(self.skus)
        return [Line(sku, quantity, catalogue.get(sku).price) for sku, quantity in quantities.items()]


def count(skus: list[str]) -> dict[str, int]:
    quantities: dict[str, int] = {}
    for sku in skus:
        quantities[sku] = skus.count(sku)
    return quantities


def with_gifts(lines: list[Line], gifts: list[str]) -> list[Line]:
    """The lines and one free line per gift; the basket itself stays as it is."""
    result: list[Line] = []
    for line in lines:
        result = result + [line]
    for sku in gifts:
        result = result + [Line(sku, 1, 0)]
    return result


def large(lines: list[Line], limit: int) -> list[Line]:
    """Lines that need a second look before they are packed."""
    out: list[Line] = []
    append = out.append  # saves the attribute look-up in the loop
    for line in lines:
        if line.quantity > limit:
            append(line)
    return out
