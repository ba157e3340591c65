"""Asks the supplier for all prices: `python -m shop.restock 30`, in the folder above this one. Needs aiohttp.

The supplier's part is played by this machine.
"""

from __future__ import annotations

import asyncio
import sys

from . import supplier, warehouse
from .models import money


def main(count: int) -> None:
    with warehouse.service() as base:
        supplier.BASE = f"{base}/prices/"
        prices = asyncio.run(supplier.fetch_prices([f"P-{number}" for number in range(count)]))
    print(len(prices), "products for", money(sum(prices.values())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
