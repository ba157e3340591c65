"""Dumps generated settings as TOML and loads them again with the toml package."""

import datetime as dt
import random

import toml

PROJECT = "toml"
REQUIRES = ["toml"]
SCOPE = ["toml"]
ROUNDS = 430


def settings(rng: random.Random, sections: int) -> dict:
    result: dict = {"title": "settings", "owner": {"name": 'Someone "here"', "born": dt.datetime(1979, 5, 27, 7, 32)}}
    for number in range(sections):
        result[f"server-{number}"] = {
            "address": f"10.0.{number}.1",
            "ports": [rng.randint(1000, 9999) for _ in range(5)],
            "ratio": rng.random(),
            "enabled": rng.random() < 0.5,
            "nested": {"path": "C:\\data\\new", "names": ["alpha", "beta # no comment"], "deep": {"level": number}},
            "rules": [{"match": f"*.{n}", "weight": n} for n in range(3)],
        }
    return result


def main() -> None:
    rng = random.Random(67)
    size = 0
    for _ in range(ROUNDS):
        data = settings(rng, 40)
        text = "# generated\n" + toml.dumps(data)
        loaded = toml.loads(text)
        size += len(text) + len(loaded) + loaded["server-3"]["rules"][1]["weight"]
    print(size)


if __name__ == "__main__":
    main()
