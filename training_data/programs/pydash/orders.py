"""Shapes nested order records with pydash: paths, grouping, chaining, merging and case changes."""

import random

import pydash

PROJECT = "pydash"
REQUIRES = ["pydash"]
SCOPE = ["pydash"]
ROUNDS = 25


def orders(rng: random.Random, count: int) -> list[dict]:
    return [
        {
            "id": number,
            "customer": {
                "name": f"name {rng.randint(1, 40)}",
                "address": {"city": rng.choice(["Rome", "Oslo", "Lima"])},
            },
            "items": [
                {"sku": f"S{rng.randint(1, 30)}", "price": rng.random() * 50, "tags": ["a", "b"]} for _ in range(4)
            ],
            "shippingMode": rng.choice(["fast track", "slow-boat", "airMail"]),
        }
        for number in range(count)
    ]


def main() -> None:
    rng = random.Random(33)
    total = 0.0
    for _ in range(ROUNDS):
        data = orders(rng, 150)
        groups = pydash.group_by(data, "customer.address.city")
        total += sum(
            pydash.sum_by(group, lambda order: pydash.sum_by(order["items"], "price")) for group in groups.values()
        )
        names = pydash.chain(data).map("customer.name").uniq().filter_(lambda name: "1" in name).sort().value()
        total += len(names)
        total += len(pydash.order_by(data, ["shippingMode", "-id"])[3]["items"])
        for order in data:
            pydash.set_(order, "customer.address.zip.code", order["id"])
            total += pydash.get(order, "items[2].price", 0) + len(pydash.camel_case(order["shippingMode"]))
            total += len(pydash.kebab_case(order["customer"]["name"])) + len(pydash.snake_case(order["shippingMode"]))
            picked = pydash.pick(order, "id", "customer.address.city")
            total += len(pydash.merge({}, picked, pydash.omit(order, "items"), {"extra": {"n": [1, 2]}}))
            total += len(pydash.map_values_deep(order["customer"], lambda value: str(value)))
        copied = pydash.clone_deep(data[:40])
        total += len(pydash.flatten_deep(pydash.map_(copied, "items"))) + len(pydash.to_pairs(groups))
        total += len(pydash.chunk(pydash.difference_by(data, copied, "id"), 7))
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
