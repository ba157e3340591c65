"""Clauses as text, and proofs by search."""

from __future__ import annotations

import re
from collections import defaultdict

from terms import Struct, Var, renamed, resolved, to_list, undo, unify, walk

TOKEN = re.compile(r"\s*(?:%[^\n]*\s*)*(:-|\w+|[()\[\]|,.])")


class Reader:
    def __init__(self, text):
        self.tokens = TOKEN.findall(text)
        self.at = 0
        self.names = {}

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def clauses(self):
        while self.peek() is not None:
            self.names = {}
            head = self.term()
            body = []
            if self.next() == ":-":
                body.append(self.term())
                while self.next() == ",":
                    body.append(self.term())
            yield head, body

    def term(self):
        token = self.next()
        if token == "[":
            return self.list_rest()
        if token.isdigit():
            return int(token)
        if token[0].isupper() or token[0] == "_":
            return self.names.setdefault(token, Var(token)) if token != "_" else Var("_")
        args = []
        if self.peek() == "(":
            self.next()
            args.append(self.term())
            while self.next() == ",":
                args.append(self.term())
        return Struct(token, *args)

    def list_rest(self):
        if self.peek() == "]":
            self.next()
            return Struct("[]")
        items = [self.term()]
        tail = Struct("[]")
        while (token := self.next()) != "]":
            if token == ",":
                items.append(self.term())
            else:
                tail = self.term()
        for item in reversed(items):
            tail = Struct(".", item, tail)
        return tail


class Engine:
    def __init__(self, text):
        self.rules = defaultdict(list)
        self.inferences = 0
        self.builtins = {("plus", 3): self.plus, ("less", 2): self.less, ("differ", 2): self.differ}
        for head, body in Reader(text).clauses():
            self.rules[head.functor, len(head.args)].append((head, body))

    def plus(self, args, bindings, trail):
        a, b = walk(args[0], bindings), walk(args[1], bindings)
        return unify(a + b, args[2], bindings, trail)

    def less(self, args, bindings, trail):
        return walk(args[0], bindings) < walk(args[1], bindings)

    def differ(self, args, bindings, trail):
        before = len(trail)
        same = unify(args[0], args[1], bindings, trail)
        undo(bindings, trail, before)
        return not same

    def solve(self, goals, bindings, trail):
        if goals is None:
            yield bindings
            return
        goal, rest = goals
        goal = walk(goal, bindings)
        self.inferences += 1
        key = goal.functor, len(goal.args)
        before = len(trail)
        if key in self.builtins:
            if self.builtins[key](goal.args, bindings, trail):
                yield from self.solve(rest, bindings, trail)
            undo(bindings, trail, before)
            return
        for head, body in self.rules[key]:
            names = {}
            if unify(renamed(head, names), goal, bindings, trail):
                following = rest
                for step in reversed(body):
                    following = (renamed(step, names), following)
                yield from self.solve(following, bindings, trail)
            undo(bindings, trail, before)

    def query(self, text, limit=None):
        reader = Reader(text)
        goal = reader.term()
        for number, bindings in enumerate(self.solve((goal, None), {}, [])):
            if limit is not None and number >= limit:
                return
            yield {name: resolved(var, bindings) for name, var in reader.names.items()}


__all__ = ["Engine", "Reader", "to_list"]
