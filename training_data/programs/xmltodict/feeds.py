"""Turns generated XML feeds into dictionaries and back with xmltodict."""

import random

import xmltodict

PROJECT = "xmltodict"
REQUIRES = ["xmltodict"]
SCOPE = ["xmltodict"]
ROUNDS = 88


def feed(rng: random.Random, entries: int) -> str:
    parts = ['<?xml version="1.0"?><feed xmlns="http://x.org/a" xmlns:m="http://x.org/m"><title>News</title>']
    for number in range(entries):
        tags = "".join(f"<tag m:weight='{rng.randint(1, 9)}'>tag{n}</tag>" for n in range(rng.randint(0, 4)))
        parts.append(
            f"<entry id='{number}'><title>Entry &amp; {number}</title>{tags}<empty/><m:size>12</m:size></entry>"
        )
    return "".join([*parts, "</feed>"])


def convert(path: list, key: str, value: object) -> tuple[str, object]:
    return (key, int(value)) if isinstance(value, str) and value.isdigit() else (key, value)


def main() -> None:
    rng = random.Random(83)
    found = 0
    for _ in range(ROUNDS):
        text = feed(rng, 300)
        data = xmltodict.parse(text, postprocessor=convert, force_list=("tag",))
        found += sum(len(entry.get("tag") or []) for entry in data["feed"]["entry"])
        found += len(xmltodict.unparse(data, pretty=True))
        names = {"http://x.org/a": None, "http://x.org/m": "meta"}
        found += len(xmltodict.parse(text, process_namespaces=True, namespaces=names)["feed"]["entry"])
        streamed: list = []
        xmltodict.parse(text, item_depth=2, item_callback=lambda path, item: streamed.append(item) or True)  # noqa: B023
        found += len(streamed)
    print(found)


if __name__ == "__main__":
    main()
