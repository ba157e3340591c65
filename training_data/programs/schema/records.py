"""Validates and converts generated records with nested schemas of the schema package."""

import random

from schema import And, Forbidden, Optional, Or, Regex, Schema, SchemaError, Use

PROJECT = "schema"
REQUIRES = ["schema"]
SCOPE = ["schema"]
ROUNDS = 260

ADDRESS = {"street": And(str, len), "zip": Regex(r"^\d{5}$"), Optional("country", default="IT"): Or("IT", "FR", "DE")}
PERSON = Schema(
    {
        "name": And(str, Use(str.strip), lambda text: 2 <= len(text) < 40, error="bad name"),
        "age": And(Use(int), lambda age: 0 < age < 130),
        "addresses": [ADDRESS],
        Optional("tags"): [Or(str, int)],
        Optional("contact"): Or({"email": Regex(r".+@.+")}, {"phone": Use(str)}, None),
        Forbidden("password"): object,
    },
    ignore_extra_keys=True,
)


def record(rng: random.Random) -> dict:
    return {
        "name": f" Person {rng.randint(1, 99)} " if rng.random() < 0.95 else "",
        "age": str(rng.randint(1, 135)),
        "addresses": [{"street": f"Via {n}", "zip": f"{rng.randint(9000, 99999)}"} for n in range(rng.randint(0, 5))],
        "tags": ["a", 3, "b", rng.choice(["c", 4, 4.5 if rng.random() < 0.1 else 5])],
        "contact": rng.choice([{"email": "x@y.org"}, {"phone": 123}, None]),
        **({"password": "x"} if rng.random() < 0.05 else {"note": "extra"}),
    }


def main() -> None:
    rng = random.Random(47)
    good, messages = 0, 0
    for _ in range(ROUNDS):
        for _ in range(40):
            try:
                good += PERSON.validate(record(rng))["age"] > 18
            except SchemaError as error:
                messages += len(error.code)
        messages += len(repr(PERSON))
    print(good, messages)


if __name__ == "__main__":
    main()
