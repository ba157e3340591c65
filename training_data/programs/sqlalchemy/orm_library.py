"""Keeps a lending library in SQLAlchemy's ORM on an in-memory SQLite: adds, changes, loads relations, deletes."""

import random

from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

PROJECT = "sqlalchemy"
REQUIRES = ["sqlalchemy"]
SCOPE = ["sqlalchemy"]
ROUNDS = 23


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    copies: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")


def fill(session: Session, rng: random.Random) -> None:
    for number in range(60):
        author = Author(name=f"author {number}")
        author.books = [Book(title=f"book {number}.{n}", copies=rng.randint(1, 9)) for n in range(rng.randint(1, 8))]
        session.add(author)
    session.commit()


def lend(session: Session, rng: random.Random) -> int:
    lent = 0
    for _ in range(80):
        book = session.get(Book, rng.randint(1, 150))
        if book and book.copies:
            book.copies -= 1
            lent += len(book.author.name)
    session.commit()
    return lent


def report(session: Session) -> int:
    total = 0
    for author in session.scalars(select(Author).options(selectinload(Author.books)).order_by(Author.name)):
        total += sum(book.copies for book in author.books)
    rows = session.execute(
        select(Author.name, func.sum(Book.copies)).join(Author.books).group_by(Author.name).having(func.count() > 3)
    )
    return total + sum(copies for _, copies in rows)


def main() -> None:
    rng = random.Random(61)
    total = 0
    for _ in range(ROUNDS):
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session, rng)
            total += lend(session, rng) + report(session)
            for author in session.scalars(select(Author).where(Author.id % 7 == 0)):
                session.delete(author)
            session.commit()
            total += report(session)
    print(total)


if __name__ == "__main__":
    main()
