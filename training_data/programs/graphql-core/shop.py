"""Parse, check and run queries against a schema."""

import random

from graphql import build_schema, graphql_sync, parse, print_ast, print_schema, validate

PROJECT = "graphql-core"
REQUIRES = ["graphql-core"]
SCOPE = ["graphql"]

SCHEMA = """
enum State { NEW PAID SENT }
interface Thing { id: ID! name: String! }
type Product implements Thing { id: ID! name: String! price: Float tags: [String!]! }
type Order { number: Int! state: State! lines(first: Int = 3): [Line!]! customer: Customer }
type Line { product: Product! count: Int! }
type Customer implements Thing { id: ID! name: String! orders: [Order!]! }
type Query { orders(state: State, limit: Int): [Order!]! customer(id: ID!): Customer }
"""

QUERY = """
query Many($limit: Int, $short: Boolean = false) {
  orders(limit: $limit) { ...fields customer { name @skip(if: $short) orders { number } } }
  first: customer(id: "1") { __typename name }
}
fragment fields on Order { number state lines(first: 5) { count product { id name price tags } } }
"""


def world(rng, count):
    products = [{"id": str(n), "name": f"p{n}", "price": rng.random(), "tags": ["a", "b"]} for n in range(30)]
    customers = [{"id": str(n), "name": f"c{n}", "orders": []} for n in range(20)]
    orders = []
    for number in range(count):
        customer = rng.choice(customers)
        lines = [{"product": rng.choice(products), "count": n} for n in range(6)]
        order = {"number": number, "state": rng.choice(["NEW", "PAID"]), "customer": customer}
        order["lines"] = lambda info, first, lines=lines: lines[:first]
        customer["orders"].append(order)
        orders.append(order)
    return orders, customers


def main():
    rng = random.Random(26)
    orders, customers = world(rng, 60)
    schema = build_schema(SCHEMA)
    root = {
        "orders": lambda info, limit=None, state=None: orders[:limit],
        "customer": lambda info, id: customers[int(id)],
    }
    size = 0
    for turn in range(70):
        result = graphql_sync(schema, QUERY, root, variable_values={"limit": 40, "short": turn % 2 == 0})
        assert not result.errors
        size += len(result.data["orders"])
    for turn in range(320):
        document = parse(QUERY + f"\nquery Other{turn} {{ orders {{ nothing number }} }}")
        size += len(validate(schema, document)) + len(print_ast(document))
    print(size, len(print_schema(schema)))


if __name__ == "__main__":
    main()
