"""Matches and builds URLs with werkzeug's routing over a map of many rules."""

import random

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule, Submount

PROJECT = "werkzeug"
REQUIRES = ["werkzeug"]
SCOPE = ["werkzeug"]
ROUNDS = 16


def rules() -> Map:
    table = [Rule("/", endpoint="home"), Rule("/files/<path:name>", endpoint="file")]
    for number in range(60):
        table += [
            Rule(f"/section{number}/", endpoint=f"list{number}"),
            Rule(f"/section{number}/<int:key>", endpoint=f"show{number}", methods=["GET", "PUT"]),
            Rule(f"/section{number}/<int(min=1):key>/<any(edit, view):action>", endpoint=f"act{number}"),
            Rule(f"/section{number}/by/<string(length=4):code>/<float:value>", endpoint=f"by{number}"),
            Submount(f"/api/v{number}", [Rule("/items/<uuid:key>", endpoint=f"item{number}")]),
        ]
    return Map(table)


def paths(rng: random.Random) -> list[str]:
    number = rng.randint(0, 65)
    code = "12345678-1234-5678-1234-567812345678"
    return [
        f"/section{number}/{rng.randint(1, 999)}",
        f"/section{number}/7/edit",
        f"/section{number}",
        f"/section{number}/by/abcd/1.25",
        f"/api/v{number}/items/{code}",
        "/files/some/folder/name.txt",
        "/missing/page",
    ]


def main() -> None:
    rng = random.Random(79)
    matched = redirected = missing = characters = 0
    for _ in range(ROUNDS):
        adapter = rules().bind("example.org", url_scheme="https")
        for _ in range(150):
            for path in paths(rng):
                try:
                    endpoint, values = adapter.match(path, method="GET")
                    matched += 1
                    characters += len(adapter.build(endpoint, {**values, "page": 2, "tags": ["a", "b"]}))
                except RequestRedirect:
                    redirected += 1
                except NotFound:
                    missing += 1
                except HTTPException:
                    characters += 1
    print(matched, redirected, missing, characters)


if __name__ == "__main__":
    main()
