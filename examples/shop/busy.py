"""A busy day: `python -m shop.busy 6000`, in the folder above this one. The same shop with many orders."""

from __future__ import annotations

import sys

from . import basket, catalogue, importer, orders, pricing, reports
from .models import Customer, Order, money

BRANDS = ("Aquila", "Brava", "Corvo")


def price_list(products: int) -> str:
    """A supplier's price list with so many products."""
    return "".join(f"P-{n};Kettle {n % 9},{n % 7} l;{BRANDS[n % 3]};{10 + n % 90}.{n % 10}0\n" for n in range(products))


def main(count: int) -> None:
    products, _ = importer.parse(price_list(count))
    shop = catalogue.Catalogue(products)
    for_sale = catalogue.available(importer.skus(price_list(count)), ["P-1"])
    places = catalogue.positions(for_sale)
    customers = [Customer(n, f"Customer {n}", f"{n}@example.org") for n in range(count // 3)]
    placed: list[Order] = []
    for number in range(count):
        filled = basket.Basket()
        for step in (0, 7, 0, 11):
            filled.add(f"P-{(number + step) % count}")
        placed.append(Order(f"2026-{number:05d}", number % len(customers), filled.lines(shop)))
    wrong = [problem for order in placed for problem in orders.check(order, for_sale)]
    packed = orders.pack(placed, limit=8000)
    owed = sum(order.total for order, _ in orders.with_customers(placed, customers))
    lines = orders.all_lines([order.lines for order in placed])
    print(len(places), "places,", len(wrong), "problems,", len(packed), "packed,", money(owed), "owed")
    print(money(pricing.invoice_total([line.price for line in lines], [line.quantity for line in lines])), "sold")
    print(len(reports.bookkeeping(placed)), "characters for the bookkeeper")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6000)
