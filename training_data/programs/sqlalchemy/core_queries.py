"""Builds and compiles SQLAlchemy Core statements for several dialects, without running them."""

import random

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

PROJECT = "sqlalchemy"
REQUIRES = ["sqlalchemy"]
SCOPE = ["sqlalchemy"]
ROUNDS = 370

metadata = sa.MetaData()
users = sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40)))
orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id")),
    sa.Column("total", sa.Numeric(10, 2)),
    sa.Column("placed", sa.DateTime),
)


def statements(rng: random.Random):
    number = rng.randint(1, 99)
    per_user = (
        sa.select(orders.c.user_id, sa.func.sum(orders.c.total).label("spent"))
        .where(orders.c.total > number)
        .group_by(orders.c.user_id)
        .cte("per_user")
    )
    rank = sa.func.rank().over(order_by=per_user.c.spent.desc())
    yield sa.select(users.c.name, per_user.c.spent, rank).join(per_user, per_user.c.user_id == users.c.id).limit(number)
    filters = [orders.c.total.between(low, low + 10) for low in range(rng.randint(1, 6))]
    band = sa.case((orders.c.total > 100, "large"), (orders.c.total > 10, "medium"), else_="small").label("band")
    yield sa.select(band, sa.func.count()).where(sa.or_(*filters)).group_by(band).having(sa.func.count() > 1)
    exists = sa.exists().where(orders.c.user_id == users.c.id, orders.c.total > number)
    yield (
        sa.select(users).where(exists, users.c.name.in_(["a", "b", "c"]) | users.c.name.like("x%")).order_by(users.c.id)
    )
    yield sa.union_all(sa.select(users.c.id), sa.select(orders.c.user_id).where(orders.c.id < number)).limit(10)
    yield sa.insert(users).values([{"id": n, "name": f"name {n}"} for n in range(8)])
    yield sa.update(orders).where(orders.c.id == number).values(total=orders.c.total * 2, placed=sa.func.now())
    yield sa.delete(users).where(~users.c.id.in_(sa.select(orders.c.user_id)))


def main() -> None:
    rng = random.Random(60)
    dialects = [postgresql.dialect(), mysql.dialect(), sqlite.dialect()]
    size = 0
    for _ in range(ROUNDS):
        for statement in statements(rng):
            for dialect in dialects:
                compiled = statement.compile(dialect=dialect)
                size += len(str(compiled)) + len(compiled.params)
    print(size)


if __name__ == "__main__":
    main()
