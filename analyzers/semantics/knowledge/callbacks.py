"""Methods that a framework calls for each of many items: class to derive from → names, `*` for any ending."""

from __future__ import annotations

__all__ = ["PER_ITEM", "PER_ITEM_ANYWHERE", "TAKES_FUNCTION"]

_VISITOR = ("visit_*", "generic_visit")
_MARKUP = (
    "handle_charref", "handle_comment", "handle_data", "handle_decl", "handle_endtag", "handle_entityref",
    "handle_startendtag", "handle_starttag",
)  # fmt: skip
_SAX = ("characters", "endElement", "endElementNS", "ignorableWhitespace", "startElement", "startElementNS")

PER_ITEM: dict[str, tuple[str, ...]] = {
    "ast.NodeTransformer": _VISITOR,
    "ast.NodeVisitor": _VISITOR,
    "docutils.nodes.GenericNodeVisitor": ("visit_*", "depart_*", "default_visit", "default_departure"),
    "docutils.nodes.NodeVisitor": ("visit_*", "depart_*", "unknown_visit"),
    "docutils.nodes.SparseNodeVisitor": ("visit_*", "depart_*"),
    "html.parser.HTMLParser": _MARKUP,
    "json.JSONEncoder": ("default",),
    "libcst.CSTTransformer": ("visit_*", "leave_*"),
    "libcst.CSTVisitor": ("visit_*", "leave_*"),
    "logging.Filter": ("filter",),
    "logging.Formatter": ("format", "formatException", "formatMessage", "formatTime"),
    "logging.Handler": ("emit", "handle"),
    "logging.LoggerAdapter": ("process",),
    "logging.StreamHandler": ("emit", "format"),
    "django.utils.deprecation.MiddlewareMixin": ("process_request", "process_response", "process_view"),
    "xml.sax.ContentHandler": _SAX,
    "xml.sax.handler.ContentHandler": _SAX,
}

PER_ITEM_ANYWHERE = frozenset({"__eq__", "__hash__", "__lt__"})
"""What sorting, sets and dictionaries call for each element."""

TAKES_FUNCTION = frozenset({
    "builtins.filter", "builtins.map", "functools.reduce", "itertools.dropwhile", "itertools.filterfalse",
    "itertools.groupby", "itertools.starmap", "itertools.takewhile", "re.sub", "re.subn",
})  # fmt: skip
"""Callables that call one of their positional arguments for each of many items."""
