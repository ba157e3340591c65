"""Looking at a relation of each row that SQLAlchemy loads lazily, one query per row.

`for user in session.scalars(select(User)): len(user.orders)` sends one query for the users, and then one more for the
orders of each: a `relationship()` is loaded when it is first read. `select(User).options(selectinload(User.orders))`
loads the orders of all users with one more query; `joinedload()` does it with a join, for relations to one row.

The classes may be in other files, and the relation may be read by a function that is handed the row: the program is
linked, and the way is told. Silent is a relation that is declared with another way of loading (`lazy="selectin"`), and
a query that has `options()` of its own, or that is not seen.

**When not to bother**: the query never has more than a few rows, or the session holds the related rows already.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...semantics.knowledge.effects import LAZY_RELATION
from ...semantics.outside import Called, Effect
from ...semantics.questions.effects import given_to, is_run
from ...semantics.questions.places import seldom_run
from ...semantics.questions.repeats import runs_in_each_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call | ast.Attribute, at: Site) -> Match | None:
    called = at.called(node)
    effect = _reading(called) if called is not None else None
    if called is None or effect is None or seldom_run(at) or not is_run(at, node, called):
        return None
    loop = at.loop
    if loop is None or loop not in at.repeating or not isinstance(loop.target, ast.Name) or loop.is_async:
        return None
    if not any(isinstance(given, ast.Name) and given.id == loop.target.id for given in given_to(node)):
        return None
    if not runs_in_each_pass(at, node, loop) or not _is_plain_query(loop.iterable, at):
        return None
    owner, _, relation = effect.source.rpartition(".")
    names = [effect.source] if not effect.hops else [f"{called.name}()", *(f"{hop.name}()" for hop in effect.hops[:-1])]
    if effect.hops:
        names.append(effect.source)
    return Match(
        node,
        f"sends a query for each row: {' → '.join(names)}; options(selectinload({owner}.{relation})) on the query"
        " loads them for all",
        related=[(hop, f"reads {hop.name}") for hop in effect.hops[-1:]],
    )


def _reading(called: Called) -> Effect | None:
    if called.guess:
        return None
    return next((effect for effect in called.effects if effect.kind == LAZY_RELATION and effect.certain), None)


def _is_plain_query(iterable: ast.expr | None, at: Site) -> bool:
    """Does the loop run over the rows of a query of this function, without options of its own?"""
    asks = False
    for node in _parts(iterable, at, 4):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name == "options" or name.endswith("load") or name == "contains_eager":
            return False
        asks = asks or name in ("query", "select")
    return asks


def _parts(node: ast.expr | None, at: Site, depth: int) -> Iterator[ast.AST]:
    """The nodes of an expression, and of what its local names were given."""
    if node is None:
        return
    for inner in ast.walk(node):
        yield inner
        if isinstance(inner, ast.Name) and depth and at.is_local(inner):
            for binding in at.bindings(inner):
                if isinstance(binding.value, ast.expr) and binding.kind in ("assign", "walrus", "annotate"):
                    yield from _parts(binding.value, at, depth - 1)


RULE = Rule(
    slug="lazy-relation-in-loop",
    code="SLP768",
    family="database",
    stage="preview",
    triggers=Triggers(told=True, in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="user")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(back_populates="orders")


def bought(user: User):
    return len(user.orders)


def counts(session: Session):
    statement = select(User).where(User.id > 0)
    found = {user.id: «bought(user)» for user in session.scalars(statement)}
    for order in session.query(Order).all():
        found[«order.user».name] = 1
    return found
""",
        ),
    ],
    clean=[
        """\
# Loaded along, by the query or by the relation itself.
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

class Base(DeclarativeBase):
    pass

class User(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship()
    notes: Mapped[list["Note"]] = relationship(lazy="selectin")

class Order(Base):
    id: Mapped[int] = mapped_column(primary_key=True)

class Note(Base):
    id: Mapped[int] = mapped_column(primary_key=True)

def counts(session: Session):
    return [len(user.orders) for user in session.scalars(select(User).options(selectinload(User.orders)))]

def noted(session: Session):
    return [len(user.notes) for user in session.scalars(select(User))]
""",
        """\
# Of some rows only.
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class User(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]
    orders: Mapped[list["Order"]] = relationship()

class Order(Base):
    id: Mapped[int] = mapped_column(primary_key=True)

def counts(session: Session):
    return [len(user.orders) if user.active else 0 for user in session.scalars(select(User))]
""",
        """\
# A list that somebody else has loaded.
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class User(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship()

class Order(Base):
    id: Mapped[int] = mapped_column(primary_key=True)

def counts(users: list[User]):
    return [len(user.orders) for user in users]
""",
    ],
)
