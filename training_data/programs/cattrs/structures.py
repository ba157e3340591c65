"""Turn nested records into objects and back, with unions, hooks and wrong input."""

import datetime as dt
import random

from attrs import define, field
from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError

PROJECT = "cattrs"
REQUIRES = ["cattrs"]
SCOPE = ["cattrs"]


@define
class Line:
    product: str
    count: int
    price: float


@define
class Address:
    city: str
    zip: str = "0000"


@define
class Order:
    number: int
    day: dt.date
    address: Address
    lines: list[Line] = field(factory=list)
    tags: dict[str, int] = field(factory=dict)
    gift: bool | None = None


def record(rng, number):
    lines = [{"product": f"p{n}", "count": n, "price": rng.random()} for n in range(rng.randint(1, 8))]
    return {
        "number": number,
        "day": "2024-05-06",
        "address": {"city": "Bern"},
        "lines": lines,
        "tags": {"a": 1, "b": number},
        "gift": rng.choice([None, True]),
    }


def converter(**options):
    made = Converter(**options)
    made.register_structure_hook(dt.date, lambda value, _: dt.date.fromisoformat(value))
    made.register_unstructure_hook(dt.date, lambda value: value.isoformat())
    return made


def main():
    rng = random.Random(5)
    records = [record(rng, number) for number in range(9000)]
    wrong = 0
    for options in ({}, {"detailed_validation": False}, {"omit_if_default": True}):
        for _ in range(4):
            one = converter(**options)
            orders = one.structure(records, list[Order])
            assert len(one.unstructure(orders)) == len(records)
    one = converter()
    for number in range(4000):
        broken = record(rng, number)
        broken["lines"].append({"product": "x", "count": "many"})
        try:
            one.structure(broken, Order)
        except ClassValidationError as error:
            wrong += len(transform_error(error))
    print(wrong)


if __name__ == "__main__":
    main()
