"""Terms, and how they are made equal."""

from __future__ import annotations

from itertools import count

_numbers = count()


class Var:
    __slots__ = ("name", "number")

    def __init__(self, name):
        self.name = name
        self.number = next(_numbers)

    def __repr__(self):
        return f"{self.name}_{self.number}"


class Struct:
    __slots__ = ("args", "functor")

    def __init__(self, functor, *args):
        self.functor = functor
        self.args = args

    def __repr__(self):
        return f"{self.functor}({', '.join(map(repr, self.args))})" if self.args else self.functor


def walk(term, bindings):
    while isinstance(term, Var):
        bound = bindings.get(term)
        if bound is None:
            return term
        term = bound
    return term


def occurs(var, term, bindings):
    term = walk(term, bindings)
    if term is var:
        return True
    return isinstance(term, Struct) and any(occurs(var, arg, bindings) for arg in term.args)


def unify(a, b, bindings, trail):
    a, b = walk(a, bindings), walk(b, bindings)
    if a is b:
        return True
    if isinstance(a, Var):
        bindings[a] = b
        trail.append(a)
        return True
    if isinstance(b, Var):
        bindings[b] = a
        trail.append(b)
        return True
    if isinstance(a, Struct) and isinstance(b, Struct):
        if a.functor != b.functor or len(a.args) != len(b.args):
            return False
        return all(unify(x, y, bindings, trail) for x, y in zip(a.args, b.args))
    return a == b


def undo(bindings, trail, size):
    while len(trail) > size:
        del bindings[trail.pop()]


def renamed(term, names):
    if isinstance(term, Var):
        if term not in names:
            names[term] = Var(term.name)
        return names[term]
    if isinstance(term, Struct) and term.args:
        return Struct(term.functor, *(renamed(arg, names) for arg in term.args))
    return term


def resolved(term, bindings):
    term = walk(term, bindings)
    if isinstance(term, Struct):
        return Struct(term.functor, *(resolved(arg, bindings) for arg in term.args))
    return term


def to_list(items):
    result = Struct("[]")
    for item in reversed(items):
        result = Struct(".", item, result)
    return result


def from_list(term):
    found = []
    while term.functor == ".":
        found.append(term.args[0])
        term = term.args[1]
    return found
