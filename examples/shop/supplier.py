"""Asks the supplier's web service for prices. Needs aiohttp."""

from __future__ import annotations

import time

import aiohttp

BASE = "https://supplier.example/prices/"


async def fetch_price(sku: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(BASE + sku) as response:
        response.raise_for_status()
        answer = await response.json()
        return int(answer["cents"])


async def fetch_prices(skus: list[str]) -> dict[str, int]:
    prices: dict[str, int] = {}
    for sku in skus:
        prices[sku] = await fetch_price(sku)
    return prices


async def fetch_patiently(sku: str, attempts: int = 3) -> int:
    """The service refuses now and then: wait a little longer each time."""
    for attempt in range(1, attempts):
        try:
            return await fetch_price(sku)
        except aiohttp.ClientError:
            time.sleep(0.5 * attempt)
    return await fetch_price(sku)
