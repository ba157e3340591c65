"""Compile and run queries on documents."""

import random

import jmespath
from jmespath import functions

PROJECT = "jmespath"
REQUIRES = ["jmespath"]
SCOPE = ["jmespath"]

QUERIES = [
    "orders[?total > `50`].customer.name | [0]",
    "orders[*].lines[].price | sum(@)",
    "sort_by(orders, &total)[-3:].{name: customer.name, total: total}",
    "orders[?starts_with(customer.name, 'A') && !gift].number",
    "length(orders[?contains(tags, 'red') || total == `7`])",
    "max_by(orders, &total).lines[*].[product, price]",
    "orders[0:20:3].customer | [*].name | join(', ', @)",
    "twice(orders[1].total)",
]


class Extra(functions.Functions):
    @functions.signature({"types": ["number"]})
    def _func_twice(self, value):
        return value * 2


def order(rng, number):
    return {
        "number": number,
        "customer": {"name": rng.choice(["Ana", "Bo", "Al"])},
        "lines": [{"product": f"p{n}", "price": rng.random()} for n in range(rng.randint(1, 6))],
        "tags": rng.sample(["red", "green", "blue"], 2),
        "total": rng.randint(1, 100),
        "gift": rng.random() < 0.1,
    }


def main():
    rng = random.Random(23)
    options = jmespath.Options(custom_functions=Extra())
    data = {"orders": [order(rng, number) for number in range(250)]}
    found = 0
    for turn in range(520):
        for query in QUERIES:
            found += bool(jmespath.search(query, data, options))
        for number in range(12):
            expression = jmespath.compile(f"orders[{number}].lines[?price > `{turn}`].product || 'none{turn}'")
            found += bool(expression.search(data))
    print(found)


if __name__ == "__main__":
    main()
