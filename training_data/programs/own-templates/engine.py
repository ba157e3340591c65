"""Templates with loops, conditions, filters and blocks, compiled to nodes."""

from __future__ import annotations

import html
import re
from collections import ChainMap

TAG = re.compile(r"({{.*?}}|{%.*?%}|{#.*?#})", re.DOTALL)
FILTERS = {}


class TemplateError(Exception):
    pass


def filter_function(function):
    FILTERS[function.__name__] = function
    return function


@filter_function
def upper(value):
    return str(value).upper()


@filter_function
def truncate(value, length=20):
    text = str(value)
    return text if len(text) <= length else text[: length - 1] + "…"


@filter_function
def money(value):
    return f"{value:,.2f}"


@filter_function
def safe(value):
    return Markup(value)


class Markup(str):
    __slots__ = ()


class Expression:
    def __init__(self, text):
        self.path, *filters = (part.strip() for part in text.split("|"))
        self.steps = self.path.split(".")
        self.filters = [self._filter(name) for name in filters]
        self.negated = self.steps[0].startswith("not ")
        if self.negated:
            self.steps[0] = self.steps[0][4:].strip()

    @staticmethod
    def _filter(text):
        name, _, argument = text.partition(":")
        if name not in FILTERS:
            raise TemplateError(f"no filter {name}")
        return FILTERS[name], [int(argument)] if argument else []

    def resolve(self, context):
        value = context.get(self.steps[0], "")
        for step in self.steps[1:]:
            if isinstance(value, dict):
                value = value.get(step, "")
            elif isinstance(value, (list, tuple)) and step.isdigit():
                value = value[int(step)]
            else:
                value = getattr(value, step, "")
            if callable(value):
                value = value()
        for function, arguments in self.filters:
            value = function(value, *arguments)
        return not value if self.negated else value


class Text:
    def __init__(self, text):
        self.text = text

    def render(self, context, out):
        out.append(self.text)


class Variable:
    def __init__(self, expression):
        self.expression = expression

    def render(self, context, out):
        value = self.expression.resolve(context)
        out.append(value if isinstance(value, Markup) else html.escape(str(value)))


class For:
    def __init__(self, name, expression, body):
        self.name, self.expression, self.body = name, expression, body

    def render(self, context, out):
        items = list(self.expression.resolve(context))
        for number, item in enumerate(items):
            loop = {"index": number + 1, "first": number == 0, "last": number == len(items) - 1}
            inner = ChainMap({self.name: item, "loop": loop}, context)
            for node in self.body:
                node.render(inner, out)


class If:
    def __init__(self, expression, body, other):
        self.expression, self.body, self.other = expression, body, other

    def render(self, context, out):
        for node in self.body if self.expression.resolve(context) else self.other:
            node.render(context, out)


class Template:
    def __init__(self, source):
        self.tokens = TAG.split(source)
        self.at = 0
        self.nodes, end = self._parse()
        if end:
            raise TemplateError(f"unexpected {end}")

    def _parse(self, *until):
        nodes = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.startswith("{{"):
                nodes.append(Variable(Expression(token[2:-2])))
            elif token.startswith("{%"):
                word, _, rest = token[2:-2].strip().partition(" ")
                if word in ("else", "endif", "endfor"):
                    if word not in until:
                        raise TemplateError(f"unexpected {word}")
                    return nodes, word
                nodes.append(self._tag(word, rest))
            elif token and not token.startswith("{#"):
                nodes.append(Text(token))
        if until:
            raise TemplateError(f"no {' or '.join(until)}")
        return nodes, None

    def _tag(self, word, rest):
        if word == "for":
            name, _, expression = rest.partition(" in ")
            body, _ = self._parse("endfor")
            return For(name.strip(), Expression(expression), body)
        if word == "if":
            body, end = self._parse("else", "endif")
            other = self._parse("endif")[0] if end == "else" else []
            return If(Expression(rest), body, other)
        raise TemplateError(f"no tag {word}")

    def render(self, **context):
        out = []
        for node in self.nodes:
            node.render(context, out)
        return "".join(out)
