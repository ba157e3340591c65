"""Edits commented YAML files and writes them back with their comments, with ruamel.yaml's round-trip mode."""

import io
import random

from ruamel.yaml import YAML

PROJECT = "ruamel.yaml"
REQUIRES = ["ruamel.yaml"]
SCOPE = ["ruamel.yaml"]
ROUNDS = 40


def text(rng: random.Random, hosts: int) -> str:
    lines = ["# inventory", "defaults: &defaults", "  user: admin  # who", "  port: 22", "", "hosts:"]
    for number in range(hosts):
        lines += [f"  - name: host{number}   # machine {number}", "    <<: *defaults", f"    address: 10.0.0.{number}"]
        lines += [
            f"    tags: [web, 'db {rng.randint(1, 9)}', \"x\\ty\"]",
            "    notes: |",
            "      first line",
            "      second",
        ]
        if rng.random() < 0.4:
            lines += [f"    port: {rng.randint(1000, 9999)}  # not the usual", "    since: 2019-03-01"]
    return "\n".join(lines) + "\n"


def main() -> None:
    rng = random.Random(46)
    yaml = YAML()
    yaml.preserve_quotes = True
    characters = 0
    for _ in range(ROUNDS):
        data = yaml.load(text(rng, 40))
        for host in data["hosts"]:
            host["port"] = int(host["port"]) + 1
            host["tags"].append("seen")
            host.yaml_set_comment_before_after_key("address", before="changed", indent=4)
        data["hosts"].insert(3, {"name": "new", "address": "10.1.1.1"})
        out = io.StringIO()
        yaml.dump(data, out)
        characters += len(out.getvalue())
    print(characters)


if __name__ == "__main__":
    main()
