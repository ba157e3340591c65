"""Parses, joins, changes and compares URLs of generated pages with yarl's pure-Python quoting."""

import os
import random

os.environ["YARL_NO_EXTENSIONS"] = os.environ["MULTIDICT_NO_EXTENSIONS"] = os.environ["PROPCACHE_NO_EXTENSIONS"] = "1"

from multidict import CIMultiDict  # noqa: E402
from yarl import URL  # noqa: E402

PROJECT = "yarl"
REQUIRES = ["yarl", "multidict"]
SCOPE = ["yarl", "multidict", "propcache"]
ROUNDS = 320


def links(rng: random.Random) -> list[str]:
    number = rng.randint(1, 9999)
    return [
        f"page {number}.html?q=größe&tag=a%20b&tag=c",
        f"../up/{number}/./x/../index.html#part-{number}",
        f"//cdn.example.org:8080/static/{number}.png",
        f"https://user:pass@example.com/{number}/日本?x=1;y=2&empty=",
        f"?page={number}",
    ]


def main() -> None:
    rng = random.Random(85)
    seen: set[URL] = set()
    characters = 0
    for number in range(ROUNDS):
        base = URL(f"http://example.org/section {number}/list/")
        for _ in range(10):
            for link in links(rng):
                url = base.join(URL(link))
                seen.add(url.with_fragment(None))
                changed = (url / "sub path" / "x+y").update_query({"page": 2, "q": "a&b=c"}).with_scheme("https")
                characters += (
                    len(str(changed)) + len(changed.human_repr()) + len(url.parts) + len(url.query.getall("tag", []))
                )
        headers = CIMultiDict([("Content-Type", "text/html"), ("Set-Cookie", "a=b"), ("set-cookie", "c=d")])
        for _ in range(10):
            headers.add("Link", "x")
            headers["ETag"] = str(number)
            characters += len(headers.getall("SET-COOKIE")) + ("content-type" in headers) + len(list(headers.items()))
    print(len(seen), characters)


if __name__ == "__main__":
    main()
