"""Joins, groups and folds generated sales with toolz pipelines and curried functions."""

import random

import toolz
from toolz.curried import filter as keep
from toolz.curried import get, groupby, pipe, reduceby, valmap
from toolz.curried import map as each

PROJECT = "toolz"
REQUIRES = ["toolz"]
SCOPE = ["toolz", "tlz"]
ROUNDS = 170


def sales(rng: random.Random, count: int) -> list[tuple]:
    return [(n, rng.randint(1, 60), rng.choice(["tea", "rice", "salt"]), rng.random() * 40) for n in range(count)]


@toolz.curry
def discounted(rate: float, sale: tuple) -> float:
    return sale[3] * (1 - rate)


def main() -> None:
    rng = random.Random(66)
    shops = [(number, f"shop {number}", number % 5) for number in range(1, 61)]
    total = 0.0
    for _ in range(ROUNDS):
        data = sales(rng, 4000)
        joined = (shop + sale for shop, sale in toolz.join(0, shops, 1, data))
        totals = pipe(joined, groupby(2), valmap(lambda rows: sum(map(discounted(0.1), (row[3:] for row in rows)))))
        total += sum(totals.values())
        counts = reduceby(get(2), lambda count, sale: count + sale[3], data, 0.0)
        total += max(counts.values())
        total += sum(sum(window) for window in toolz.sliding_window(4, [sale[1] for sale in data]))
        total += len(list(toolz.partition_all(7, toolz.unique(data, key=lambda sale: sale[1] * 3 + len(sale[2])))))
        total += pipe(data, keep(lambda sale: sale[3] > 20), each(get([1, 3])), toolz.count)
        nested = toolz.merge_with(sum, *({sale[2]: 1, sale[1]: sale[3]} for sale in data[:1500]))
        total += len(nested) + len(toolz.frequencies(sale[1] for sale in data))
        state: dict = {}
        for sale in data[:800]:
            state = toolz.update_in(state, [sale[2], sale[1] % 7], lambda value: value + sale[3], 0.0)  # noqa: B023
        total += toolz.get_in(["tea", 3], state, 0.0)
        total += sum(toolz.accumulate(lambda left, right: max(left, right), [sale[3] for sale in data]))
        clean = toolz.compose(str.upper, str.strip, str)
        total += sum(len(clean(f" {sale[2]} ")) for sale in data)
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
