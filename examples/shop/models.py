"""What the shop deals in: products, customers, orders. Money is in cents."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    brand: str
    price: int


@dataclass(frozen=True)
class Customer:
    id: int
    name: str
    email: str


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    price: int

    @property
    def total(self) -> int:
        return self.quantity * self.price


@dataclass
class Order:
    number: str
    customer_id: int
    lines: list[Line] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
