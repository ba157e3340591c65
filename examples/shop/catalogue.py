"""The catalogue: what is for sale, and how it is found."""

from __future__ import annotations

import re

from .models import Product


class Catalogue:
    def __init__(self, products: list[Product]) -> None:
        self.products = products
        self.by_sku = {product.sku: product for product in products}

    def get(self, sku: str) -> Product:
        return self.by_sku[sku]

    def search(self, words: str) -> list[Product]:
        """Products whose name contains every word, in catalogue order."""
        found = []
        for product in self.products:
            if all(word in product.name.lower() for word in words.lower().split()):
                found.append(product)
        return found

    def brands(self) -> list[str]:
        return unique([product.brand for product in self.products])


def unique(names: list[str]) -> list[str]:
    """Each name once, in order of first appearance."""
    seen: list[str] = []
    for name in names:
        if name not in seen:
            seen.append(name)
    return seen


def available(skus: list[str], withdrawn: list[str]) -> list[str]:
    """What is still for sale of `skus`."""
    kept = []
    for sku in skus:
        if sku not in withdrawn:
            kept.append(sku)
    return kept


def slug(name: str) -> str:
    """The name as it stands in a URL."""
    words = re.compile(r"[^a-z0-9 ]+")
    plain = words.sub("", name.lower())
    return re.sub(" ", "-", plain)


def positions(skus: list[str]) -> dict[str, int]:
    """Where each product stands on the page."""
    places: dict[str, int] = {}
    for sku in skus:
        places[sku] = skus.index(sku)
    return places
