"""Composes SQL with pypika for several dialects: joins, subqueries, windows, cases, inserts."""

from pypika import Case, Field, MySQLQuery, Order, PostgreSQLQuery, Query, Table
from pypika import analytics as an
from pypika import functions as fn
from pypika.terms import Parameter

PROJECT = "pypika"
REQUIRES = ["pypika"]
SCOPE = ["pypika"]
ROUNDS = 620


def report(query: type[Query], number: int) -> str:
    orders, customers, items = Table("orders"), Table("customers", schema="shop"), Table("items")
    band = Case().when(orders.total > 100 * number, "large").when(orders.total > number, "medium").else_("small")
    inner = (
        query.from_(items)
        .select(items.order_id, fn.Sum(items.price * items.count).as_("value"))
        .groupby(items.order_id)
    )
    statement = (
        query.from_(orders)
        .join(customers)
        .on(orders.customer_id == customers.id)
        .left_join(inner)
        .on(inner.order_id == orders.id)
        .select(customers.name, fn.Count("*").as_("orders"), band.as_("band"), inner.value)
        .where(
            (orders.year == 2000 + number % 20) & (customers.city.isin(["Rome", "Oslo"]) | customers.name.like("A%"))
        )
        .groupby(customers.name, band)
        .having(fn.Avg(orders.total) > number)
        .orderby(customers.name, order=Order.desc)
        .limit(10)
        .offset(number)
    )
    for extra in range(number % 5):
        statement = statement.where(orders.field(f"column_{extra}").between(extra, number).negate())
    return statement.get_sql()


def changes(query: type[Query], number: int) -> int:
    table = Table("log")
    insert = query.into(table).columns("id", "text", "size")
    for row in range(20):
        insert = insert.insert(row, f"it's {row}", Parameter(":size"))
    update = (
        query.update(table)
        .set(table.text, fn.Concat(table.text, "!", fn.Upper(Field("text"))))
        .where(table.id == number)
    )
    rank = an.Rank().over(table.kind).orderby(table.size)
    ranked = query.from_(table).select(table.id, rank.as_("rank"), fn.Coalesce(table.size, 0) + number)
    union = ranked + query.from_(table).select(table.id, 0, 1).distinct()
    return sum(len(str(part)) for part in (insert, update, ranked, union, query.from_(table).delete()))


def main() -> None:
    characters = 0
    for number in range(ROUNDS):
        for query in (Query, MySQLQuery, PostgreSQLQuery):
            characters += len(report(query, number)) + changes(query, number)
    print(characters)


if __name__ == "__main__":
    main()
