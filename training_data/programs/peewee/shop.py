"""Runs a little shop on peewee models in an in-memory SQLite database: inserts, joins, aggregates, updates."""

import random

from peewee import CharField, FloatField, ForeignKeyField, IntegerField, Model, SqliteDatabase, fn, prefetch

PROJECT = "peewee"
REQUIRES = ["peewee"]
SCOPE = ["peewee"]
ROUNDS = 45

database = SqliteDatabase(":memory:")


class Base(Model):
    class Meta:
        database = database


class Customer(Base):
    name = CharField(index=True)
    city = CharField()


class Product(Base):
    title = CharField()
    price = FloatField()


class Order(Base):
    customer = ForeignKeyField(Customer, backref="orders")


class Item(Base):
    order = ForeignKeyField(Order, backref="items")
    product = ForeignKeyField(Product)
    count = IntegerField(default=1)


def fill(rng: random.Random) -> None:
    with database.atomic():
        Customer.insert_many([{"name": f"name {n}", "city": f"city {n % 7}"} for n in range(100)]).execute()
        products = [Product.create(title=f"product {n}", price=rng.random() * 90) for n in range(60)]
        for customer in Customer.select().order_by(Customer.name):
            for _ in range(rng.randint(1, 3)):
                order = Order.create(customer=customer)
                for product in rng.sample(products, 3):
                    Item.create(order=order, product=product, count=rng.randint(1, 5))


def reports() -> float:
    total = fn.SUM(Item.count * Product.price)
    query = (
        Customer.select(Customer.city, total.alias("total"), fn.COUNT(Order.id.distinct()).alias("orders"))
        .join(Order)
        .join(Item)
        .join(Product)
        .where((Product.price > 5) & (Customer.name.contains("name") | (Item.count > 2)))
        .group_by(Customer.city)
        .having(total > 10)
        .order_by(total.desc())
    )
    result = sum(row.total for row in query)
    for order in prefetch(Order.select().where(Order.id % 2 == 0), Item.select(), Product.select()):
        result += sum(item.count for item in order.items)
    for order in Order.select().limit(60):
        result += sum(item.product.price for item in order.items) + len(order.customer.city)
    return result


def main() -> None:
    rng = random.Random(19)
    result = 0.0
    for _ in range(ROUNDS):
        database.create_tables([Customer, Product, Order, Item])
        fill(rng)
        result += reports()
        Item.update(count=Item.count + 1).where(Item.count < 3).execute()
        for product in Product.select().where(Product.price < 40):
            product.price *= 1.1
            product.save()
        database.drop_tables([Item, Order, Product, Customer])
    print(f"{result:.2f}")


if __name__ == "__main__":
    main()
