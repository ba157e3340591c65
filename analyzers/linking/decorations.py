"""What decorators make of a function, as far as it matters who runs it, when, and how often."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .files import WIDTH, identity
from .flags import Expr

if TYPE_CHECKING:
    from .values import Valuing

__all__ = ["Decoration", "decoration_of"]


@dataclass(frozen=True, slots=True)
class Decoration:
    form: str = "plain"
    """"plain", "property", "class", "static", "context" (entered by `with`), "unknown"."""
    cached: bool = False
    wrappers: tuple[tuple[int, str], ...] = ()
    """Functions of the program that run instead, and what each calls the function itself."""


_FORMS = {
    "builtins.property": "property", "functools.cached_property": "property", "abc.abstractproperty": "property",
    "django.utils.functional.cached_property": "property", "werkzeug.utils.cached_property": "property",
    "builtins.classmethod": "class", "builtins.staticmethod": "static",
    "contextlib.contextmanager": "context", "contextlib.asynccontextmanager": "context",
}  # fmt: skip
_CACHED = frozenset({
    "functools.lru_cache", "functools.cache", "functools.cached_property", "cachetools.cached",
    "cachetools.func.ttl_cache",
    "django.utils.functional.cached_property", "werkzeug.utils.cached_property", "async_lru.alru_cache",
    "streamlit.cache_data", "streamlit.cache_resource", "cachetools.func.lru_cache", "joblib.Memory.cache",
})  # fmt: skip
_HARMLESS = frozenset({
    "abc.abstractmethod", "typing.override", "typing_extensions.override", "typing.no_type_check", "typing.final",
    "typing.overload", "tenacity.retry", "backoff.on_exception", "backoff.on_predicate", "functools.singledispatch",
    "functools.wraps", "atexit.register", "warnings.deprecated", "typing_extensions.deprecated",
    "django.db.transaction.atomic", "contextlib.suppress", "functools.total_ordering", "dataclasses.dataclass",
    "celery.shared_task", "builtins.staticmethod", "retry.retry", "retrying.retry", "django.dispatch.receiver",
    "login_required", "csrf_exempt", "django.views.decorators.csrf.csrf_exempt", "unittest.mock.patch",
    "django.contrib.auth.decorators.login_required", "rest_framework.decorators.action",
    "rest_framework.decorators.api_view", "sqlalchemy.orm.validates", "sqlalchemy.event.listens_for",
    "pydantic.field_validator", "pydantic.model_validator", "pydantic.validator", "typeguard.typechecked",
})  # fmt: skip
_REGISTERING = frozenset({
    "route", "get", "post", "put", "delete", "patch", "head", "options", "websocket", "on_event", "exception_handler",
    "before_request", "after_request", "teardown_request", "errorhandler", "task", "command", "callback", "middleware",
    "register", "listens_for", "event", "listener", "tool", "cli", "group", "on_message", "handler", "filter",
    "simple_tag",
})  # fmt: skip
"""Methods that note a function and give it back."""
_LATER = ("airflow.", "prefect.", "dagster.", "kfp.", "luigi.")
"""Calling what they make of a function only plans that it is run."""


def decoration_of(valuing: Valuing, function: int) -> Decoration:
    head = valuing.head(function)
    decorators: list[Expr] = head[4]
    if not decorators:
        return _PLAIN
    around = identity(function >> WIDTH, max(head[2], 0))
    form, cached = "plain", False
    wrappers: list[tuple[int, str]] = []
    for decorator in decorators:
        is_factory = decorator.__class__ is list and decorator[0] == "c"
        named = decorator[1] if is_factory else decorator
        if named.__class__ is str and named.endswith((".setter", ".getter", ".deleter")):
            return Decoration("setter")
        found = valuing.value(named, around)
        if len(found) != 1:
            return _UNKNOWN
        value = found[0]
        name = value[1] if value[0] == "X" else f"{value[1]}.{value[2]}" if value[0] == "A" else ""
        if name in _FORMS or name in _CACHED:
            form = _FORMS.get(name, form)
            cached = cached or name in _CACHED
        elif name:
            if name.startswith(_LATER) or (name not in _HARMLESS and name.rpartition(".")[2] not in _REGISTERING):
                return _UNKNOWN
        elif value[0] in ("F", "B"):
            made = _made_by(valuing, value[1], factory=is_factory)
            if made is None:
                return _UNKNOWN
            if made:
                wrappers.append(made)
        else:
            return _UNKNOWN
    return Decoration(form, cached, tuple(wrappers))


def _made_by(valuing: Valuing, decorator: int, *, factory: bool) -> Any:
    """The function that a decorator puts in place of its own, with the name of the decorated one in it; () where it
    gives the function itself back; None where that is not known."""
    body = valuing.file(decorator).body(decorator & ((1 << WIDTH) - 1))
    inner: list[int] = []
    own = False
    for returned in body.returns:
        if returned.__class__ is str and returned in body.parameters and not factory:
            own = True
            continue
        told = body.locals.get(returned, [None])[-1] if returned.__class__ is str else returned
        if told.__class__ is list and told[0] == "c" and told[2] is not None and told[2].__class__ is str:
            told = body.locals.get(told[2], [None])[-1]  # functools.wraps(function)(wrapper), sync(wrapper)
        if told.__class__ is list and told[0] == "f":
            inner.append(identity(decorator >> WIDTH, told[1]))
        elif told.__class__ is list and told[0] == "n":
            continue  # an annotation
        else:
            return None
    if factory:
        return _made_by(valuing, inner[0], factory=False) if len(inner) == 1 and not own else None
    if own and not inner:
        return ()
    if len(inner) != 1 or not body.parameters:
        return None
    return inner[0], body.parameters[0]


_PLAIN = Decoration()
_UNKNOWN = Decoration("unknown")
