"""Reads the price lists that suppliers send: `SKU;name;brand;price`, prices in euros."""

from __future__ import annotations

import re

from .models import Product


class UnreadableLineError(ValueError):
    """A line that is no product."""


def parse_line(line: str) -> Product:
    pattern = re.compile(r"(\d+)[.,](\d\d)$")
    fields = [part.strip() for part in line.split(";")]
    if len(fields) != 4:
        raise UnreadableLineError(f"four fields expected: {line!r}")
    price = pattern.match(fields[3])
    if price is None:
        raise UnreadableLineError(f"no price: {fields[3]!r}")
    return Product(fields[0], fields[1], fields[2], int(price[1]) * 100 + int(price[2]))


def parse(text: str) -> tuple[list[Product], list[str]]:
    """The products and what could not be read."""
    products: list[Product] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*(#|$)", line):
            continue
        try:
            products.append(parse_line(line))
        except UnreadableLineError as problem:
            problems.append(f"line {number}: {problem}")
    return products, problems


def skus(text: str) -> list[str]:
    """Only the first column, for a quick comparison with the stock."""
    found: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            found.append(line.split(";")[0])
    return found


def normalize(name: str) -> str:
    """Suppliers write `Kettle_ 1,5 l`; we write `Kettle 1.5 l`."""
    name = re.sub("_", "", name)
    return re.sub(r"(\d),(\d)", r"\1.\2", name)
