"""Loads and dumps generated service descriptions with PyYAML's pure-Python loader and dumper."""

import random

import yaml

PROJECT = "pyyaml"
REQUIRES = ["pyyaml"]
SCOPE = ["yaml"]
ROUNDS = 45


def services(rng: random.Random, count: int) -> dict:
    shared = {"restart": "always", "limits": {"cpu": 0.5, "memory": "512M"}}
    return {
        f"service-{number}": {
            "image": f"registry/app:{rng.randint(1, 9)}.{rng.randint(0, 20)}",
            "ports": [rng.randint(1000, 9999) for _ in range(3)],
            "environment": {
                f"KEY_{n}": rng.choice(["yes", "no: really", "multi\nline\ntext", 3.25, None, True]) for n in range(6)
            },
            "command": ["run", "--level", str(rng.randint(1, 5)), "with spaces # and hash"],
            "deploy": shared,
        }
        for number in range(count)
    }


def main() -> None:
    rng = random.Random(42)
    size = events = 0
    for _ in range(ROUNDS):
        data = services(rng, 25)
        text = yaml.safe_dump(data, sort_keys=False)
        assert yaml.safe_load(text) == data
        events += sum(1 for _ in yaml.parse(text, Loader=yaml.SafeLoader))
        size += len(text) + len(yaml.dump(data, default_flow_style=True, width=60, allow_unicode=True))
    print(size, events)


if __name__ == "__main__":
    main()
