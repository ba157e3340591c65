"""What calls of libraries do that matters from afar, beyond `blocking`: what asynchronous clients ask, and objects of
clients that are reached through others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .blocking import BLOCKS
from .django import LAZY, QUERYSET
from .django import METHODS as DJANGO_METHODS

__all__ = [
    "ATTRIBUTES",
    "CALLED",
    "EFFECTS",
    "ENTERED",
    "INSTEAD",
    "IO_KINDS",
    "LAST_NAMES",
    "LAZILY",
    "LAZY_NAMES",
    "LAZY_RELATION",
    "LIBRARIES",
    "RELATED",
    "RELATED_MANY",
    "ROW",
    "ROWS",
    "kind_of",
]


def _of(owner: str, names: str) -> Iterable[str]:
    return (f"{owner}.{name}" for name in names.split())


_HTTP = "get post put patch delete head options request"
_LLM = [
    *(
        f"{client}.{call}"
        for client in ("openai.OpenAI", "openai.AzureOpenAI", "groq.Groq", "mistralai.Mistral", "together.Together")
        for call in (
            "chat.completions.create", "chat.completions.parse", "responses.create", "embeddings.create",
            "completions.create", "images.generate", "moderations.create",
        )
    ),
    *_of("anthropic.Anthropic", "messages.create completions.create"),
    "litellm.completion", "litellm.embedding", "cohere.Client.chat", "cohere.Client.embed",
    "google.generativeai.GenerativeModel.generate_content", "ollama.chat", "ollama.generate", "ollama.embeddings",
]  # fmt: skip
_MORE_HTTP = [
    *_LLM,
    *_of("requests.sessions.Session", _HTTP), *_of("urllib3.connectionpool.HTTPConnectionPool", "urlopen request"),
    *_of("httplib2.Http", "request"), "urllib.request.OpenerDirector.open",
]  # fmt: skip
_MORE_DATABASE = [
    *_of("sqlalchemy.orm.scoped_session", "execute scalar scalars commit flush refresh get merge query"),
    *_of("peewee.Model", "get get_or_none create save get_by_id"),
    *_of("elasticsearch.Elasticsearch", "search index get bulk count update delete"),
    *_of("cassandra.cluster.Session", "execute"),
    *_of("django.db.models.Model", "save delete refresh_from_db"),
    *_of("django.db.models.QuerySet", " ".join(
        name for name, told in DJANGO_METHODS[QUERYSET].items() if not told.startswith("django.")
    )),
    *_of("django.db.backends.utils.CursorWrapper", "execute executemany"),
    *(f"django.shortcuts.{name}" for name in ("get_object_or_404", "get_list_or_404")),
]  # fmt: skip
_AWAITED_HTTP = [
    *_of("aiohttp.ClientSession", _HTTP + " ws_connect"), *_of("httpx.AsyncClient", _HTTP + " send stream"),
    *(
        f"{client}.{call}"
        for client in ("openai.AsyncOpenAI", "openai.AsyncAzureOpenAI", "groq.AsyncGroq")
        for call in ("chat.completions.create", "responses.create", "embeddings.create", "completions.create")
    ),
    *_of("anthropic.AsyncAnthropic", "messages.create"), "litellm.acompletion", "litellm.aembedding",
]  # fmt: skip
_AWAITED_DATABASE = [
    *_of("sqlalchemy.ext.asyncio.AsyncSession", "execute scalar scalars commit flush refresh get merge"),
    *_of("sqlalchemy.ext.asyncio.AsyncConnection", "execute scalar scalars"),
    *_of("asyncpg.Connection", "execute fetch fetchrow fetchval"),
    *_of("asyncpg.Pool", "execute fetch fetchrow fetchval"),
    *_of("asyncpg.connection.Connection", "execute fetch fetchrow fetchval"),
    *_of("asyncpg.pool.Pool", "execute fetch fetchrow fetchval"),
    *_of("redis.asyncio.Redis", "get set hget hset hgetall delete exists expire incr lpush rpush sadd zadd publish"),
    *_of("motor.motor_asyncio.AsyncIOMotorCollection", "find_one insert_one update_one delete_one count_documents"),
    *_of("aiosqlite.Connection", "execute"), *_of("databases.Database", "execute fetch_all fetch_one fetch_val"),
    *_of("tortoise.models.Model", "get get_or_none create save"),
    *_of("django.db.models.QuerySet", "aget afirst acount aexists acreate adelete aupdate alast aget_or_create"),
]  # fmt: skip

EFFECTS: Final[dict[str, str]] = {
    **{name: kind for kind, names in BLOCKS.items() if kind != "file" for name in names},
    **dict.fromkeys(_MORE_HTTP, "http"),
    **dict.fromkeys(_MORE_DATABASE, "database"),
    **dict.fromkeys(_AWAITED_HTTP, "awaited http"),
    **dict.fromkeys(_AWAITED_DATABASE, "awaited database"),
}
"""Callable ("module.function", "type.method") → what it does: kinds of `BLOCKS`, but for files, which are quick; those
that begin with "awaited" do not hold up the thread."""

INSTEAD: Final[dict[str, str]] = {
    **{name: instead for names in BLOCKS.values() for name, instead in names.items()},
    **dict.fromkeys(_LLM, "the library's asynchronous client"),
}
RELATED: Final = "related row"
"""The kind of effect that reading a relation of a model's row has, unless its query fetched the related rows along."""
ROW: Final = "row "
"""What stands before the name of a relation among names of callables: "row Order.customer"."""


RELATED_MANY: Final = "related rows"
"""The same of going through the rows of a relation to many."""
ROWS: Final = "rows "
LAZY_RELATION: Final = "lazy relation"
"""The same of a relation of SQLAlchemy's, to one row or to many."""
LAZILY: Final = "lazy "


def kind_of(name: str) -> str:
    """What a callable of the tables does."""
    if name.startswith(ROW):
        return RELATED
    if name.startswith(LAZILY):
        return LAZY_RELATION
    return RELATED_MANY if name.startswith(ROWS) else EFFECTS[name]


LAST_NAMES: Final = frozenset(name.rpartition(".")[2] for name in EFFECTS)
LIBRARIES: Final = frozenset(name.partition(".")[0] for name in EFFECTS)
"""The packages that they are of."""
IO_KINDS: Final = frozenset({"http", "subprocess", "database", "network", "awaited http", "awaited database"})
"""Kinds of effects that ask something outside the process, where one question for all would do."""
LAZY_NAMES: Final = LAZY | {"values", "values_list"}
"""Methods of Django's querysets that ask nothing yet: what runs through their result does."""

ATTRIBUTES: Final[dict[str, dict[str, str]]] = {
    "flask_sqlalchemy.SQLAlchemy": {"session": "sqlalchemy.orm.Session"},
}
"""Type → attribute → its type."""
CALLED: Final[dict[str, str]] = {
    "sqlalchemy.orm.sessionmaker": "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session": "sqlalchemy.orm.Session",
    "sqlalchemy.ext.asyncio.async_sessionmaker": "sqlalchemy.ext.asyncio.AsyncSession",
}
"""Type of an object that is called → type of what that returns."""
ENTERED: Final[dict[str, str]] = {
    name: name
    for name in ("requests.Session", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "asyncpg.Connection")
}
