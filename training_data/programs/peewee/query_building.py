"""Builds many SQL statements with peewee expressions, subqueries, windows and case branches, without running them."""

from peewee import SQL, Case, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, PostgresqlDatabase, fn

PROJECT = "peewee"
REQUIRES = ["peewee"]
SCOPE = ["peewee"]
ROUNDS = 3400

database = PostgresqlDatabase(None)


class User(Model):
    name = CharField()
    age = IntegerField()

    class Meta:
        database = database


class Tweet(Model):
    author = ForeignKeyField(User, backref="tweets")
    text = CharField()
    likes = IntegerField()
    created = DateTimeField()

    class Meta:
        database = database


def statements(number: int):
    popular = Tweet.select(Tweet.author, fn.MAX(Tweet.likes).alias("top")).group_by(Tweet.author).alias("popular")
    yield User.select(User, popular.c.top).join(popular, on=(popular.c.author_id == User.id)).where(User.age > number)
    bracket = Case(None, [(User.age < 18, "young"), (User.age < 65, "adult")], "old")
    yield User.select(bracket.alias("bracket"), fn.COUNT(User.id)).group_by(bracket).order_by(SQL("bracket"))
    rank = fn.RANK().over(partition_by=[Tweet.author], order_by=[Tweet.likes.desc()])
    yield Tweet.select(Tweet.text, rank.alias("rank")).where(
        Tweet.text.startswith("a") | Tweet.likes.between(1, number)
    )
    filters = [Tweet.likes > n for n in range(number % 8)]
    condition = Tweet.author.in_(User.select(User.id).where(User.name << ["a", "b", "c"]))
    for part in filters:
        condition = (condition & part) | ~(Tweet.text ** f"%{number}%")
    yield Tweet.select().join(User).where(condition).order_by(User.name, -Tweet.likes).limit(10).offset(number)
    recent = User.select(User.id).where(User.age == number).cte("recent", columns=["id"])
    yield Tweet.select(Tweet.id).join(recent, on=(Tweet.author == recent.c.id)).with_cte(recent)
    yield User.update({User.age: User.age + 1, User.name: fn.UPPER(User.name)}).where(User.id == number)
    yield Tweet.delete().where(Tweet.likes < number)
    yield User.select(User.name).where(User.age > 3) | User.select(User.name).where(User.age < number)


def main() -> None:
    characters = parameters = 0
    for number in range(ROUNDS):
        for statement in statements(number):
            sql, values = statement.sql()
            characters += len(sql)
            parameters += len(values)
    print(characters, parameters)


if __name__ == "__main__":
    main()
