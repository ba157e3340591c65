"""From tokens to a tree of nodes that know how to evaluate themselves."""

from __future__ import annotations

from nodes import (
    Assign,
    Binary,
    Block,
    Call,
    Function,
    If,
    Index,
    Let,
    ListLiteral,
    Literal,
    Logical,
    Name,
    Print,
    Return,
    SetIndex,
    Unary,
    While,
)
from tokens import tokenize

PRECEDENCE = {"==": 1, "!=": 1, "<": 2, ">": 2, "<=": 2, ">=": 2, "+": 3, "-": 3, "*": 4, "/": 4, "%": 4}


class Parser:
    def __init__(self, source):
        self.tokens = list(tokenize(source))
        self.at = 0

    def peek(self):
        return self.tokens[self.at].kind

    def advance(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, kind):
        if self.peek() == kind:
            return self.advance()
        return None

    def expect(self, kind):
        token = self.advance()
        if token.kind != kind:
            raise SyntaxError(f"line {token.line}: expected {kind}, found {token.text!r}")
        return token

    def program(self):
        body = []
        while self.peek() != "end":
            body.append(self.statement())
        return Block(body)

    def block(self):
        self.expect("{")
        body = []
        while not self.accept("}"):
            body.append(self.statement())
        return Block(body)

    def statement(self):
        kind = self.peek()
        method = getattr(self, "statement_" + kind, None)
        if method is not None:
            self.advance()
            return method()
        target = self.expression()
        if self.accept("="):
            value = self.expression()
            self.expect(";")
            if isinstance(target, Name):
                return Assign(target.name, value)
            if isinstance(target, Index):
                return SetIndex(target.base, target.index, value)
            raise SyntaxError("cannot assign to that")
        self.expect(";")
        return target

    def statement_let(self):
        name = self.expect("name").text
        self.expect("=")
        value = self.expression()
        self.expect(";")
        return Let(name, value)

    def statement_fn(self):
        name = self.expect("name").text
        self.expect("(")
        parameters = []
        while not self.accept(")"):
            parameters.append(self.expect("name").text)
            self.accept(",")
        return Let(name, Function(name, parameters, self.block()))

    def statement_if(self):
        condition = self.expression()
        then = self.block()
        other = self.block() if self.accept("else") else None
        return If(condition, then, other)

    def statement_while(self):
        condition = self.expression()
        return While(condition, self.block())

    def statement_return(self):
        value = None if self.peek() == ";" else self.expression()
        self.expect(";")
        return Return(value)

    def statement_print(self):
        value = self.expression()
        self.expect(";")
        return Print(value)

    def expression(self):
        left = self.comparison(0)
        while self.peek() in ("&&", "||"):
            operator = self.advance().kind
            left = Logical(operator, left, self.comparison(0))
        return left

    def comparison(self, floor):
        left = self.unary()
        while PRECEDENCE.get(self.peek(), 0) > floor:
            operator = self.advance().kind
            left = Binary(operator, left, self.comparison(PRECEDENCE[operator]))
        return left

    def unary(self):
        if self.peek() in ("-", "!"):
            return Unary(self.advance().kind, self.unary())
        return self.postfix()

    def postfix(self):
        node = self.primary()
        while True:
            if self.accept("("):
                node = Call(node, self.arguments(")"))
            elif self.accept("["):
                node = Index(node, self.expression())
                self.expect("]")
            else:
                return node

    def arguments(self, close):
        found = []
        while not self.accept(close):
            found.append(self.expression())
            self.accept(",")
        return found

    def primary(self):
        token = self.advance()
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.kind in ("true", "false", "nil"):
            return Literal({"true": True, "false": False, "nil": None}[token.kind])
        if token.kind == "name":
            return Name(token.text)
        if token.kind == "[":
            return ListLiteral(self.arguments("]"))
        if token.kind == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        raise SyntaxError(f"line {token.line}: unexpected {token.text!r}")
