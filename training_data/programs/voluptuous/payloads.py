"""Validates nested payloads with voluptuous, good and broken ones."""

import random

from voluptuous import (
    ALLOW_EXTRA,
    All,
    Any,
    Coerce,
    In,
    Invalid,
    Length,
    Match,
    MultipleInvalid,
    Optional,
    Range,
    Required,
    Schema,
)
from voluptuous.humanize import humanize_error

PROJECT = "voluptuous"
REQUIRES = ["voluptuous"]
SCOPE = ["voluptuous"]
ROUNDS = 6600


def even(value: int) -> int:
    if value % 2:
        raise Invalid("not even")
    return value


SENSOR = Schema(
    {
        Required("id"): All(str, Match(r"^s-\d+$")),
        Required("kind"): In(["heat", "light", "door"]),
        Optional("range", default=[0, 10]): All([Coerce(float)], Length(min=2, max=2)),
        "pins": [All(int, Range(min=0, max=40), even)],
        "alarm": Any(None, bool, {"over": Coerce(int), Optional("under"): int}),
    }
)
HOUSE = Schema({Required("name"): All(str, Length(min=1)), Required("rooms"): {str: [SENSOR]}}, extra=ALLOW_EXTRA)


def sensor(rng: random.Random) -> dict:
    broken = rng.random()
    return {
        "id": f"s-{rng.randint(1, 99)}" if broken > 0.02 else "x",
        "kind": rng.choice(["heat", "light", "door"]),
        "pins": [rng.randrange(0, 42 if broken < 0.04 else 40, 2) for _ in range(4)],
        "alarm": rng.choice([None, True, {"over": "30"}, {"over": 3, "under": 1}]),
        **({"range": ["1", 2.5]} if rng.random() < 0.5 else {}),
    }


def main() -> None:
    rng = random.Random(75)
    valid = characters = 0
    for _ in range(ROUNDS):
        house = {"name": "house", "note": 1, "rooms": {f"room {n}": [sensor(rng) for _ in range(3)] for n in range(6)}}
        try:
            valid += len(HOUSE(house)["rooms"])
        except MultipleInvalid as error:
            characters += len(humanize_error(house, error)) + len(error.errors)
    print(valid, characters)


if __name__ == "__main__":
    main()
