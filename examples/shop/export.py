"""Writes the catalogue for partners, and packs labels for the printer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

from .models import Product


def write_feed(products: list[Product], path: Path) -> None:
    """The catalogue as JSON."""
    rows = [{"sku": product.sku, "name": product.name, "price": product.price} for product in products]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(rows, file)


def read_feed(path: Path) -> list[dict[str, object]]:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def labels(skus: list[str]) -> bytes:
    """The label printer takes each text with a length byte in front."""
    data = b""
    for sku in skus:
        text = sku.encode("ascii")
        data += bytes([len(text)]) + text
    return data


def copy(source: BinaryIO, target: BinaryIO, size: int = 65536) -> int:
    """Copies in pieces; says how many bytes that were."""
    done = 0
    while chunk := source.read(size):
        done += target.write(chunk)
    return done
