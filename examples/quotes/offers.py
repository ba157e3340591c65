"""What is on offer, and what it costs."""

from __future__ import annotations

from typing import Any

from quotes import stock

WORDS = ["old", "new", "oak", "steel", "long", "short", "round", "square"]


class Offers:
    def __init__(self, warehouse: str) -> None:
        self.warehouse = warehouse
        self.articles = [f"{WORDS[n % 8]} {WORDS[n // 8 % 8]} table {n}" for n in range(3000)]

    def quote(self, article: str) -> dict[str, Any]:
        return {"article": article, "stock": stock.level(self.warehouse, article), "price": price(article)}

    def search(self, words: list[str]) -> list[str]:
        found: list[str] = []
        for word in words:
            for article in self.articles:
                if word in article and article not in found:
                    found.append(article)
        return found


def price(article: str) -> int:
    """In cents; long names are dear."""
    digits = ""
    for letter in article:
        digits += str(len(letter))
    return len(digits) * 100
