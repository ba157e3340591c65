"""The nodes of the tree: each evaluates itself in an environment."""

from __future__ import annotations

import operator


class ReturnSignal(Exception):
    def __init__(self, value):
        self.value = value


class Environment:
    __slots__ = ("names", "outer")

    def __init__(self, outer=None, names=None):
        self.names = names if names is not None else {}
        self.outer = outer

    def get(self, name):
        scope = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise NameError(name)

    def set(self, name, value):
        scope = self
        while scope is not None:
            if name in scope.names:
                scope.names[name] = value
                return
            scope = scope.outer
        raise NameError(name)


class Node:
    def evaluate(self, env):
        raise NotImplementedError

    def children(self):
        return []

    def depth(self):
        return 1 + max((child.depth() for child in self.children()), default=0)


class Literal(Node):
    def __init__(self, value):
        self.value = value

    def evaluate(self, env):
        return self.value


class Name(Node):
    def __init__(self, name):
        self.name = name

    def evaluate(self, env):
        return env.get(self.name)


class Let(Node):
    def __init__(self, name, value):
        self.name, self.value = name, value

    def evaluate(self, env):
        env.names[self.name] = self.value.evaluate(env)


class Assign(Let):
    def evaluate(self, env):
        env.set(self.name, self.value.evaluate(env))


class Binary(Node):
    OPERATORS = {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "%": operator.mod, "<": operator.lt, ">": operator.gt,
        "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
    }  # fmt: skip

    def __init__(self, symbol, left, right):
        self.symbol, self.left, self.right = symbol, left, right

    def children(self):
        return [self.left, self.right]

    def evaluate(self, env):
        left = self.left.evaluate(env)
        right = self.right.evaluate(env)
        if self.symbol == "/":
            return left // right if isinstance(left, int) and isinstance(right, int) else left / right
        return self.OPERATORS[self.symbol](left, right)


class Logical(Binary):
    def evaluate(self, env):
        left = self.left.evaluate(env)
        if self.symbol == "&&":
            return left and self.right.evaluate(env)
        return left or self.right.evaluate(env)


class Unary(Node):
    def __init__(self, symbol, operand):
        self.symbol, self.operand = symbol, operand

    def evaluate(self, env):
        value = self.operand.evaluate(env)
        return -value if self.symbol == "-" else not value


class ListLiteral(Node):
    def __init__(self, items):
        self.items = items

    def evaluate(self, env):
        return [item.evaluate(env) for item in self.items]


class Index(Node):
    def __init__(self, base, index):
        self.base, self.index = base, index

    def evaluate(self, env):
        return self.base.evaluate(env)[self.index.evaluate(env)]


class SetIndex(Node):
    def __init__(self, base, index, value):
        self.base, self.index, self.value = base, index, value

    def evaluate(self, env):
        self.base.evaluate(env)[self.index.evaluate(env)] = self.value.evaluate(env)


class Block(Node):
    def __init__(self, body):
        self.body = body

    def children(self):
        return self.body

    def evaluate(self, env):
        for statement in self.body:
            statement.evaluate(env)


class If(Node):
    def __init__(self, condition, then, other):
        self.condition, self.then, self.other = condition, then, other

    def evaluate(self, env):
        if self.condition.evaluate(env):
            self.then.evaluate(env)
        elif self.other is not None:
            self.other.evaluate(env)


class While(Node):
    def __init__(self, condition, body):
        self.condition, self.body = condition, body

    def evaluate(self, env):
        while self.condition.evaluate(env):
            self.body.evaluate(env)


class Return(Node):
    def __init__(self, value):
        self.value = value

    def evaluate(self, env):
        raise ReturnSignal(self.value.evaluate(env) if self.value is not None else None)


class Print(Node):
    def __init__(self, value):
        self.value = value

    def evaluate(self, env):
        print(self.value.evaluate(env))


class Closure:
    def __init__(self, function, env):
        self.function, self.env = function, env

    def call(self, arguments):
        parameters = self.function.parameters
        if len(arguments) != len(parameters):
            raise TypeError(f"{self.function.name} takes {len(parameters)} arguments")
        try:
            self.function.body.evaluate(Environment(self.env, dict(zip(parameters, arguments))))
        except ReturnSignal as signal:
            return signal.value
        return None


class Function(Node):
    def __init__(self, name, parameters, body):
        self.name, self.parameters, self.body = name, parameters, body

    def evaluate(self, env):
        return Closure(self, env)


class Call(Node):
    def __init__(self, callee, arguments):
        self.callee, self.arguments = callee, arguments

    def evaluate(self, env):
        callee = self.callee.evaluate(env)
        arguments = [argument.evaluate(env) for argument in self.arguments]
        if isinstance(callee, Closure):
            return callee.call(arguments)
        return callee(*arguments)
