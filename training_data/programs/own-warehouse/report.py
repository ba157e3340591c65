"""Ask a database in memory about made-up orders."""

import random

from tables import Database, SqlError

PROJECT = "own-warehouse"
REQUIRES = []
SCOPE = ["tables"]

QUERIES = [
    "select city, count(*) as n, avg(price * amount) as mean "
    "from orders join customers on orders.customer = customers.id "
    "where price > 20 group by customers.city order by count(*) desc limit 5",
    "select name, price from products where name like 'la%' and price < 30 or price > 95 order by price desc limit 10",
    "select products.name, sum(amount) as sold from orders join products on orders.product = products.id "
    "group by products.name order by sum(amount) desc limit 3",
    "select day / 30 as month, max(price), min(price) from orders group by day / 30 limit 4",
    "select id from orders where (amount + 1) * 2 >= 12 and day <> 5 limit 20",
]


def fill(database, rng, count):
    customers = database.create("customers", "id", "city")
    for number in range(300):
        customers.insert(number, rng.choice(["Bern", "Basel", "Chur", "Genf"]))
    products = database.create("products", "id", "name", "price")
    for number in range(200):
        products.insert(number, rng.choice(["lamp", "lake", "chair", "desk"]) + str(number), rng.uniform(1, 100))
    orders = database.create("orders", "id", "customer", "product", "amount", "price", "day")
    for number in range(count):
        row = number, rng.randrange(300), rng.randrange(200), rng.randint(1, 9), rng.uniform(1, 100), rng.randrange(365)
        orders.insert(*row)


def main():
    rng = random.Random(59)
    database = Database()
    fill(database, rng, 9000)
    size = 0
    for _ in range(14):
        for query in QUERIES:
            size += len(database.query(query))
    for wrong in ("select", "select a from b where", "select * from orders"):
        try:
            database.query(wrong)
        except (SqlError, KeyError) as error:
            print("refused:", error)
    print(size)


if __name__ == "__main__":
    main()
