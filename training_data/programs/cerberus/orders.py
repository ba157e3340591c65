"""Validate and normalize documents against a schema with nested rules."""

import random

from cerberus import Validator

PROJECT = "cerberus"
REQUIRES = ["cerberus"]
SCOPE = ["cerberus"]

SCHEMA = {
    "number": {"type": "integer", "min": 1, "required": True, "coerce": int},
    "customer": {
        "type": "dict",
        "schema": {
            "name": {"type": "string", "minlength": 2, "maxlength": 40},
            "mail": {"type": "string", "regex": r"[^@]+@[^@]+"},
            "age": {"type": "integer", "nullable": True, "default": 18},
        },
    },
    "lines": {
        "type": "list",
        "schema": {
            "type": "dict",
            "schema": {"product": {"type": "string"}, "count": {"anyof_type": ["integer", "float"]}},
        },
    },
    "state": {"allowed": ["new", "paid", "sent"], "default": "new"},
    "note": {"type": "string", "excludes": "memo"},
    "memo": {"type": "string", "empty": False},
}


def document(rng):
    found = {
        "number": str(rng.randint(-1, 99)),
        "customer": {"name": "x" * rng.randint(1, 50), "mail": rng.choice(["a@b", "ab"]), "age": rng.choice([None, 5])},
        "lines": [{"product": "lamp", "count": rng.choice([1, 2.5, "3"])} for _ in range(rng.randint(0, 6))],
    }
    if rng.random() < 0.3:
        found[rng.choice(["note", "memo", "other"])] = rng.choice(["", "text"])
    return found


def main():
    rng = random.Random(6)
    validator = Validator(SCHEMA)
    valid = errors = 0
    for _ in range(1600):
        if validator.validate(document(rng)):
            valid += validator.document["state"] == "new"
        else:
            errors += len(validator.errors)
    print(valid, errors)


if __name__ == "__main__":
    main()
