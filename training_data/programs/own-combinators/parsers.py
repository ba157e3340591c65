"""Parsers as functions that are put together from smaller ones."""

from __future__ import annotations

from functools import reduce


class Failure(Exception):
    pass


class Parser:
    """Wraps a function from text and place to a value and the next place, or None."""

    __slots__ = ("run",)

    def __init__(self, run):
        self.run = run

    def __or__(self, other):
        return Parser(lambda text, at: self.run(text, at) or other.run(text, at))

    def __add__(self, other):
        def run(text, at):
            first = self.run(text, at)
            if first is None:
                return None
            second = other.run(text, first[1])
            if second is None:
                return None
            return (first[0], second[0]), second[1]

        return Parser(run)

    def __rshift__(self, function):
        def run(text, at):
            found = self.run(text, at)
            return None if found is None else (function(found[0]), found[1])

        return Parser(run)

    def __lt__(self, other):
        return (self + other) >> first

    def __gt__(self, other):
        return (self + other) >> second

    def many(self):
        def run(text, at):
            items = []
            while (found := self.run(text, at)) is not None:
                items.append(found[0])
                if found[1] == at:
                    break
                at = found[1]
            return items, at

        return Parser(run)

    def separated(self, mark):
        return ((self + (mark > self).many()) >> join) | succeed([])

    def optional(self, default=None):
        return self | succeed(default)

    def parse(self, text):
        found = self.run(text, 0)
        if found is None or found[1] != len(text):
            raise Failure(f"cannot read from {found[1] if found else 0}")
        return found[0]


def first(pair):
    return pair[0]


def second(pair):
    return pair[1]


def join(pair):
    return [pair[0], *pair[1]]


def succeed(value):
    return Parser(lambda text, at: (value, at))


def char_where(test):
    def run(text, at):
        if at < len(text) and test(text[at]):
            return text[at], at + 1
        return None

    return Parser(run)


def literal(word):
    def run(text, at):
        return (word, at + len(word)) if text.startswith(word, at) else None

    return Parser(run)


def lazy(make):
    return Parser(lambda text, at: make().run(text, at))


def sequence(*parsers):
    return reduce(lambda left, right: (left + right) >> append, parsers[1:], parsers[0] >> (lambda value: [value]))


def append(pair):
    return [*pair[0], pair[1]]


spaces = char_where(str.isspace).many()


def token(parser):
    return parser < spaces


def symbol(word):
    return token(literal(word))


def between(left, parser, right):
    return symbol(left) > (parser < symbol(right))
