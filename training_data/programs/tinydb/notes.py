"""Stores notes in a TinyDB in memory, searches them with queries and updates them."""

import random

from tinydb import Query, TinyDB, where
from tinydb.operations import add, increment
from tinydb.operations import set as set_field
from tinydb.storages import MemoryStorage

PROJECT = "tinydb"
REQUIRES = ["tinydb"]
SCOPE = ["tinydb"]
ROUNDS = 33


def note(rng: random.Random, number: int) -> dict:
    tags = rng.sample(["home", "work", "idea", "todo", "later"], 2)
    return {"title": f"note {number}", "stars": rng.randint(0, 5), "tags": tags, "meta": {"size": rng.randint(1, 900)}}


def main() -> None:
    rng = random.Random(65)
    query = Query()
    found = 0
    for _ in range(ROUNDS):
        database = TinyDB(storage=MemoryStorage)
        notes = database.table("notes", cache_size=10)
        notes.insert_multiple(note(rng, number) for number in range(300))
        for step in range(40):
            found += len(notes.search((query.stars > step % 5) & (query.meta.size < 500)))
            found += notes.count(query.tags.any(["home", "idea"]) | query.title.matches(f"note {step % 10}"))
            found += len(
                notes.search(query.tags.test(lambda tags, size: len(tags) == size, 2) & ~(where("stars") == 1))
            )
            notes.update(increment("stars"), query.title == f"note {rng.randint(0, 299)}")
            notes.update(set_field("seen", True), query.meta.size > 800)
            notes.update(add("title", "!"), doc_ids=[rng.randint(1, 250)])
            notes.upsert(note(rng, step), query.title == f"note {step}")
        notes.remove(query.stars > 4)
        found += len(notes)
    print(found)


if __name__ == "__main__":
    main()
