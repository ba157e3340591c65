"""A day in the shop: `python -m shop`, in the folder above this one. Needs nothing but Python."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from . import basket, catalogue, export, importer, orders, pricing, reports
from .models import Customer, Order, money

PRICE_LIST = """\
# SKU;name;brand;price
K-100;Kettle_ 1,5 l;Aquila;34.90
K-200;Kettle 0,8 l;Aquila;24.90
T-100;Toaster;Brava;49.00
M-100;Coffee Mill;Brava;89.50
X-999;Mystery box;Nobody;soon
M-200;Hand Mill (oak);Corvo;42.00
"""

CUSTOMERS = [Customer(1, "Ada", "ada@example.org"), Customer(2, "Ben", "ben@example.org")]


def main() -> None:
    logging.basicConfig(level=logging.WARNING)
    products, problems = importer.parse(PRICE_LIST)
    shop = catalogue.Catalogue(products)
    print(f"{len(products)} products of {', '.join(shop.brands())}; {len(problems)} problem: {problems[0]}")
    names = [importer.normalize(product.name) for product in products]
    print("Pages:", ", ".join(catalogue.slug(name) for name in names))
    for_sale = catalogue.available(importer.skus(PRICE_LIST), ["X-999"])
    print("For sale:", for_sale, catalogue.positions(for_sale))

    prices = [product.price for product in products]
    print("From", money(pricing.cheapest(prices)), "- offers:", [money(price) for price in pricing.best_offers(prices)])
    print("Bands:", pricing.bands(prices, 2), "auction:", pricing.second_highest([500, 800, 700, 900]))
    percents = pricing.discounts([("K-100", 5), ("T-100", 10), ("K-100", 20)])
    print("Kettle:", money(pricing.reduced(shop.get("K-100").price, percents["K-100"])))

    placed: list[Order] = []
    for number, (customer, skus) in enumerate(
        [(1, ["K-100", "T-100", "K-100"]), (2, ["M-100"]), (1, ["K-200"])], start=1
    ):
        filled = basket.Basket()
        for sku in skus:
            filled.add(sku)
        lines = basket.with_gifts(filled.lines(shop), ["K-200"] if number == 1 else [])
        placed.append(Order(f"2026-{number:03d}", customer, lines))
    for order in placed:
        for problem in orders.check(order, for_sale):
            print(f"{order.number}: {problem}")
    print("Packed:", orders.pack(placed, limit=8000), "latest:", orders.recent([order.number for order in placed]))
    for order, customer in orders.with_customers(placed, CUSTOMERS):
        print(f"{order.number} {customer.name:<4}{money(order.total):>8}")

    lines = orders.all_lines([order.lines for order in placed])
    total = pricing.invoice_total([line.price for line in lines], [line.quantity for line in lines])
    print("Sold:", money(total), "- large lines:", [line.sku for line in basket.large(lines, 1)])
    print(f"A line is worth {reports.average_line(lines) / 100:.2f} on average")
    print(reports.Receipt().print(placed[0]) + reports.bookkeeping(placed), end="")
    print(len(reports.price_list(products)), "characters of HTML,", len(export.labels(for_sale)), "bytes of labels")
    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "feed.json"
        export.write_feed(products, feed)
        print("Feed:", len(export.read_feed(feed)), "products")


if __name__ == "__main__":
    main()
