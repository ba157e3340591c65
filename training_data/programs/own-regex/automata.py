"""Regular expressions: parsed, made into an automaton after Thompson, run on all its states at once."""

from __future__ import annotations


class State:
    __slots__ = ("accept", "edges", "free", "number")
    _count = 0

    def __init__(self):
        self.edges = []
        self.free = []
        self.accept = False
        State._count += 1
        self.number = State._count


class PatternError(ValueError):
    def __init__(self, message, at):
        super().__init__(f"{message} at {at}")
        self.at = at


class Parser:
    """Each method returns a pair: the first and the last state of its part."""

    def __init__(self, pattern):
        self.pattern = pattern
        self.at = 0

    def more(self):
        return self.at < len(self.pattern)

    def peek(self):
        return self.pattern[self.at] if self.more() else ""

    def parse(self):
        begin, end = self.alternatives()
        if self.more():
            raise PatternError(f"unexpected {self.peek()!r}", self.at)
        end.accept = True
        return begin

    def alternatives(self):
        begin, end = self.sequence()
        while self.peek() == "|":
            self.at += 1
            other_begin, other_end = self.sequence()
            fork, join = State(), State()
            fork.free += [begin, other_begin]
            end.free.append(join)
            other_end.free.append(join)
            begin, end = fork, join
        return begin, end

    def sequence(self):
        begin = end = State()
        while self.more() and self.peek() not in "|)":
            part_begin, part_end = self.repeated()
            end.free.append(part_begin)
            end = part_end
        return begin, end

    def repeated(self):
        begin, end = self.atom()
        while self.peek() in ("*", "+", "?") and self.more():
            mark = self.peek()
            self.at += 1
            first, last = State(), State()
            first.free.append(begin)
            end.free.append(last)
            if mark in "*?":
                first.free.append(last)
            if mark in "*+":
                end.free.append(begin)
            begin, end = first, last
        return begin, end

    def atom(self):
        char = self.peek()
        self.at += 1
        if char == "(":
            inner = self.alternatives()
            if self.peek() != ")":
                raise PatternError("a parenthesis is open", self.at)
            self.at += 1
            return inner
        if char == "[":
            test = self.char_class()
        elif char == ".":
            test = lambda c: c != "\n"
        elif char == "\\":
            test = self.escape()
        else:
            test = char.__eq__
        begin, end = State(), State()
        begin.edges.append((test, end))
        return begin, end

    def escape(self):
        char = self.peek()
        self.at += 1
        tests = {"d": str.isdigit, "w": lambda c: c.isalnum() or c == "_", "s": str.isspace}
        return tests.get(char, char.__eq__)

    def char_class(self):
        negated = self.peek() == "^"
        if negated:
            self.at += 1
        allowed = set()
        while self.peek() != "]":
            if not self.more():
                raise PatternError("a bracket is open", self.at)
            low = self.peek()
            self.at += 1
            if self.peek() == "-" and self.pattern[self.at + 1] != "]":
                high = self.pattern[self.at + 1]
                self.at += 2
                allowed.update(map(chr, range(ord(low), ord(high) + 1)))
            else:
                allowed.add(low)
        self.at += 1
        return (lambda c: c not in allowed) if negated else allowed.__contains__


class Pattern:
    def __init__(self, source):
        self.source = source
        self.begin = Parser(source).parse()

    @staticmethod
    def closure(states):
        seen = set(states)
        stack = list(states)
        while stack:
            for state in stack.pop().free:
                if state not in seen:
                    seen.add(state)
                    stack.append(state)
        return seen

    def match_at(self, text, start):
        states = self.closure([self.begin])
        last = start if any(state.accept for state in states) else None
        for at in range(start, len(text)):
            char = text[at]
            states = self.closure({target for state in states for test, target in state.edges if test(char)})
            if not states:
                break
            if any(state.accept for state in states):
                last = at + 1
        return last

    def fullmatch(self, text):
        return self.match_at(text, 0) == len(text)

    def finditer(self, text):
        at = 0
        while at < len(text):
            end = self.match_at(text, at)
            if end is not None and end > at:
                yield at, end
                at = end
            else:
                at += 1


class LazyPattern(Pattern):
    """Remembers sets of states, so that the automaton becomes deterministic as it runs."""

    def __init__(self, source):
        super().__init__(source)
        self.known = {}
        self.start = frozenset(self.closure([self.begin]))

    def step(self, states, char):
        key = states, char
        found = self.known.get(key)
        if found is None:
            moved = {target for state in states for test, target in state.edges if test(char)}
            found = self.known[key] = frozenset(self.closure(moved))
        return found

    def match_at(self, text, start):
        states, last, at = self.start, None, start
        while states:
            if any(state.accept for state in states):
                last = at
            if at == len(text):
                break
            states = self.step(states, text[at])
            at += 1
        return last
