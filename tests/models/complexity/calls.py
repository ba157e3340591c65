"""Costs that come from functions and methods that are called, one or two of them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def position(names: list[str], name: str) -> int:
    return names.index(name)


def is_known(known, name) -> bool:
    return name.lower() in known


def deviation(values: list[float], value: float) -> float:
    return value - mean(values)


# cost: len(xs) ** 2
def centred(xs: list[float]) -> list[float]:
    return [x - mean(xs) for x in xs]


# cost: len(xs)
def centred_once(xs: list[float]) -> list[float]:
    middle = mean(xs)
    return [x - middle for x in xs]


# cost: len(xs) ** 2
def centred_two_down(xs: list[float]) -> list[float]:
    return [deviation(xs, x) for x in xs]


# cost: len(names) * len(wanted)
def positions(names: list[str], wanted: list[str]) -> list[int]:
    return [position(names, name) for name in wanted]


# cost: len(known) * len(names)
def new_names(known: list[str], names: list[str]) -> list[str]:
    return [name for name in names if not is_known(known, name)]


# cost: len(names)
def new_names_by_set(known: set[str], names: list[str]) -> list[str]:
    return [name for name in names if not is_known(known, name)]


# cost: len(rows) * len(row)
def means(rows: list[list[float]]) -> list[float]:
    out = []
    for row in rows:
        out.append(mean(row))
    return out


# cost: len(xs)
def mapped(xs: list[float]) -> list[float]:
    def twice(x: float) -> float:
        return x * 2

    return list(map(twice, xs))


# cost: len(xs) ** 2
def mapped_scan(xs: list[int]) -> list[int]:
    def earlier(x: int) -> int:
        return xs.index(x)

    return [earlier(x) for x in xs]


# cost: len(table) * len(values)
def snapped(table: list[int], values: list[int]) -> list[int]:
    snap = partial(nearest, table)
    return [snap(value) for value in values]


# cost: len(table)
def nearest(table: list[int], value: int) -> int:
    return min(table, key=lambda entry: abs(entry - value))


def pairs(n: int) -> int:
    count = 0
    for i in range(n):
        for j in range(i):
            count += 1
    return count


# cost: len(xs) ** 2
def pairs_of(xs: list[int]) -> int:
    return pairs(len(xs))


# cost: 1
def pairs_of_ten() -> int:
    return pairs(10)


# cost: n ** 3
def all_pairs_up_to(n: int) -> int:
    return sum(pairs(i) for i in range(n))


class Index:
    def __init__(self, words: list[str]) -> None:
        self.words = list(words)
        self.places = {word: place for place, word in enumerate(words)}

    # cost: len(self.words)
    def find(self, word: str) -> int:
        for place, known in enumerate(self.words):
            if known == word:
                return place
        return -1

    # cost: 1
    def look_up(self, word: str) -> int:
        return self.places.get(word, -1)

    # cost: len(words) * len(self.words)
    def find_all(self, words: list[str]) -> list[int]:
        return [self.find(word) for word in words]

    # cost: len(words)
    def look_up_all(self, words: list[str]) -> list[int]:
        return [self.look_up(word) for word in words]

    # cost: len(self.words) ** 2
    def again(self) -> list[int]:
        return [self.find(word) for word in self.words]

    # cost: len(self.words)
    @property
    def longest(self) -> str:
        return max(self.words, key=len)

    # cost: len(self.words) ** 2
    def padded(self) -> list[str]:
        return [word.ljust(len(self.longest)) for word in self.words]


# cost: len(words) * len(index.words)
def encode(index: Index, words: list[str]) -> list[int]:
    out = []
    for word in words:
        out.append(index.find(word))
    return out


# cost: len(words)
def encode_by_dict(index: Index, words: list[str]) -> list[int]:
    out = []
    for word in words:
        out.append(index.look_up(word))
    return out


# cost: len(words) ** 2
def encode_own(words: list[str]) -> list[int]:
    index = Index(words)
    return [index.find(word) for word in words]


# cost: len(words)
def indexed(words: list[str]) -> Index:
    return Index(words)


class Base:
    def __init__(self, items: list[int]) -> None:
        self.items = items

    def has(self, item: int) -> bool:
        return item in self.items


class Derived(Base):
    # cost: len(wanted) * len(self.items)
    def has_all(self, wanted: list[int]) -> bool:
        return all(self.has(item) for item in wanted)

    # cost: len(self.items)
    def has_last(self) -> bool:
        return super().has(self.items[-1])


@dataclass
class Board:
    scores: dict[str, int] = field(default_factory=dict)

    # cost: len(self.scores) * log(len(self.scores))
    def rank(self, player: str) -> int:
        return sorted(self.scores, key=self.scores.get).index(player)


# cost: len(board.scores) ** 2 * log(len(board.scores))
def table(board: Board) -> list[str]:
    return [f"{player} {board.rank(player)}" for player in board.scores]


# cost: unknown
def until_done(step) -> int:
    count = 0
    while not step():
        count += 1
    return count


# cost: len(xs)
async def awaited(xs: list[int]) -> int:
    total = 0
    for x in xs:
        total += await doubled(x)
    return total


async def doubled(x: int) -> int:
    return x * 2
