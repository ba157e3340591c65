"""Prices: discounts, offers, price bands."""

from __future__ import annotations

from functools import lru_cache


def discounts(campaigns: list[tuple[str, int]]) -> dict[str, int]:
    """Percent off per product; a later campaign replaces an earlier one."""
    result: dict[str, int] = {}
    for sku, percent in campaigns:
        result = {**result, sku: percent}
    return result


@lru_cache(maxsize=4096)
def reduced(price: int, percent: int) -> int:
    return price * (100 - percent) // 100


def cheapest(prices: list[int]) -> int:
    return sorted(prices)[0]


def best_offers(prices: list[int]) -> list[int]:
    """The three lowest prices, for the front page."""
    return sorted(prices)[:3]


def bands(prices: list[int], count: int) -> list[int]:
    """Lower bounds of `count` price bands that hold about the same number of products."""
    limits: list[int] = []
    for band in range(count):
        limits.append(sorted(prices)[band * len(prices) // count])
    return limits


def second_highest(bids: list[int]) -> list[int]:
    """What the leader of an auction would pay after each bid: the second highest bid so far."""
    placed: list[int] = []
    payable: list[int] = []
    for bid in bids:
        placed.append(bid)
        placed.sort()
        payable.append(placed[-2] if len(placed) > 1 else placed[0])
    return payable


def invoice_total(prices: list[int], quantities: list[int]) -> int:
    total = 0
    for i in range(len(prices)):
        total += prices[i] * quantities[i]
    return total
