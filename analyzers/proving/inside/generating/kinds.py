"""What a parameter may be, and how values of that are written as code: numbers and texts.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from .draw import THEMES, Draw
from .literals import Constants

__all__ = [
    "Boolean", "Bytes", "Choice", "Fixed", "Float", "Integer", "Kind", "Nothing", "Text", "Union", "small",
]  # fmt: skip


class Kind:
    """A set of values. Those written as code are small; columns and big values are for timing."""

    hashable = True
    loose = False
    """Whether nobody told the type: what the function does not take is then outside of it."""

    def code(self, d: Draw) -> str:
        """One value."""
        raise NotImplementedError

    def column(self, n: int, seed: int) -> str:
        """A list of n values."""
        d = small(seed)
        few = ", ".join(dict.fromkeys(self.code(d) for _ in range(8)))
        return f"[each for _ in range({n}) for each in ({few},)][:{n}]"

    def big(self, n: int, seed: int) -> str:
        """One value of size n; one that has no size is as it always is."""
        del n
        return self.code(small(seed))

    def grows(self) -> bool:
        """Whether a value has a size."""
        return False


def small(seed: int) -> Draw:
    """A draw of ordinary values."""
    return Draw(random.Random(seed), THEMES[0], Constants(), largest=100)


class _Leaf(Kind):
    name = ""
    odd: tuple[str, ...] = ()

    def typical(self, rng: random.Random) -> str:
        raise NotImplementedError

    def mined(self, d: Draw) -> list[str]:
        del d
        return []

    def code(self, d: Draw) -> str:
        return d.leaf(self.name, self.typical, self.odd, lambda: self.mined(d))


class Integer(_Leaf):
    name = "int"
    odd = (
        "0", "-1", "1", "-2", "7", "10", "-10", "100", "255", "256", "257", "1000", "-1000", "2**31", "2**53",
        "2**53 + 1", "-2**63", "2**64 + 1", "10**20", "10**20 + 1",
    )  # fmt: skip

    def typical(self, rng: random.Random) -> str:
        if rng.random() < 0.15:
            bits = rng.choice((6, 8, 10, 16, 20, 31, 32, 33, 40, 63, 64, 70))
            return repr(rng.choice((1, 1, -1)) * rng.choice((rng.getrandbits(bits), 1 << bits, (1 << bits) - 1)))
        if rng.random() < 0.05:
            return repr(10 ** rng.randint(2, 19) + rng.choice((-1, 0, 1)))
        return repr(
            rng.choice((0, 1, 2, 3, 4, 5, 6, 8, 9, 12, -1, -2, -3, -7, rng.randint(-20, 40), rng.randint(0, 5)))
        )

    def mined(self, d: Draw) -> list[str]:
        return d.constants.ints

    def code(self, d: Draw) -> str:
        drawn = super().code(d)
        if len(drawn) > 2 and (drawn not in d.constants.ints or d.cautious):
            value = eval(drawn, {"__builtins__": {}})
            if abs(value) > d.largest:
                return repr(value % (d.largest + 1))
        return drawn

    def column(self, n: int, seed: int) -> str:
        return f"kit.ints({n}, {seed})"

    def big(self, n: int, seed: int) -> str:
        del seed
        return str(n)


class Float(_Leaf):
    name = "float"
    odd = (
        "float('nan')", "__import__('math').nan", "__import__('math').nan",  # one and the same: `in` goes by identity
        "float('inf')", "float('-inf')", "-0.0", "0.0", "-0.0", "0.1", "0.2", "0.3", "1e16", "1.0",
        "-1e16", "1e308", "5e-324", "0.1 + 0.2", "2.5", "0.5", "1.5", "-0.5", "3", "0", "-1", "2**53 + 1", "1e-9",
    )  # fmt: skip

    def typical(self, rng: random.Random) -> str:
        return repr(
            rng.choice((
                0.0, 1.0, 2.0, 0.5, 1.5, 2.5, 0.1, 0.2, 0.3, 0.7, 1.1, 3.3, -1.0, -2.5, 1e3, 100.0,
                round(rng.uniform(-10, 10), 2), rng.uniform(0, 1), rng.uniform(-1e3, 1e3),
            ))
        )  # fmt: skip

    def mined(self, d: Draw) -> list[str]:
        return [*d.constants.floats, *(code + ".0" for code in d.constants.ints if code.lstrip("-").isdigit())]

    def column(self, n: int, seed: int) -> str:
        return f"kit.floats({n}, {seed})"


class Boolean(_Leaf):
    name = "bool"

    def code(self, d: Draw) -> str:
        return d.rng.choice(("True", "False"))

    def typical(self, rng: random.Random) -> str:
        return rng.choice(("True", "False"))

    def column(self, n: int, seed: int) -> str:
        return f"kit.bools({n}, {seed})"


_WORDS = (
    "a", "b", "c", "A", "B", "ab", "ba", "aa", "abc", "Abc", "x", "y z", "foo", "bar", "Foo bar", "b a", "1", "10",
    "2", "a1",
    "a,b", "a b c", "a-b_c", "hello world", "Hello, World!", "x=1", "the cat the dog", "k: v", "level", "-3", "3.5",
)  # fmt: skip
_ODD_TEXTS = (
    "", " ", "  a  b ", "\n", "a\nb\n", "\t a", "a\r\nb", "\x0b", "a\x0cb", "a\u2028b", "\x1c", "\x85", "\xa0",
    "\u2028", "\u3000a", "ß", "ẞ", "İ", "\u0131",
    "ǆ", "ﬁ", "é", "e\u0301", "Σς", "ñ", "日本", "😀", "\u0660", "²", "½", "\u200b", "a\0b", "0", "007", "+1", "1_000",
    " 1 ", "1e3",
    "nan", "True", "None", "'", '"', "\\", "%s", "{}", "{0}", "a" * 40, ",", ",,", "a,,b", ";", "#", "//", "..",
    "/a/b", "a.b.c",
    "<b>&", "aA", "AAbb", "a b  c", " lead", "trail ",
)  # fmt: skip


_ECHOED = 0.2
"""Share of strings that stand in the same input already, or are made of such."""


def _echo(d: Draw) -> str:
    drawn = d.rng.choice(d.strings)
    if d.chance(0.6):
        return drawn
    try:
        text = eval(drawn, {"__builtins__": {}})
        others = [eval(each, {"__builtins__": {}}) for each in d.rng.choices(d.strings, k=2)]
    except Exception:  # noqa: BLE001 - it is made by more than a literal
        return drawn
    marks = [each for each in d.constants.texts if 0 < len(each) < 4] or ["", " "]
    mark = d.rng.choice(marks)
    made = d.rng.choice((
        " " + text, text + " ", text.upper(), text[:-1], mark.join((text, others[0])), mark.join((text, *others)),
        mark.join((*others, text)),
    ))  # fmt: skip
    return repr(made)


class Text(_Leaf):
    name = "str"
    odd = tuple(ascii(each) if not each.isprintable() else repr(each) for each in _ODD_TEXTS)

    def typical(self, rng: random.Random) -> str:
        if rng.random() < 0.6:
            return repr(rng.choice(_WORDS))
        if rng.random() < 0.5:
            return repr("".join(rng.choices("aabbc AB12,.-_\n", k=rng.randint(0, 12))))
        return repr(rng.choice((" ", ",", "\n", "", "-")).join(rng.choices(_WORDS, k=rng.randint(1, 6))))

    def mined(self, d: Draw) -> list[str]:
        texts = d.constants.texts
        if not texts:
            return []
        # Parsers err where a mark is followed by a character of a class: `%4A`.
        signs = "".join(dict.fromkeys("".join(text for text in texts if len(text) > 1)))[:80] or "a1"
        marks = [text for text in texts if 0 < len(text) <= 3] or [""]
        parts = [
            d.rng.choice(marks) + "".join(d.rng.choices(signs, k=d.rng.randint(0, 3)))
            for _ in range(d.rng.randint(1, 4))
        ]
        marked = "".join(parts)
        joins = [" ", "", ",", "\n", *(blank + mark + blank for mark in marks for blank in ("", " "))]
        joined = d.rng.choice(joins).join(d.rng.choices([*texts, *_WORDS[:8]], k=d.rng.randint(2, 6)))
        return [*map(repr, texts), *map(repr, d.constants.samples), *[repr(joined), repr(marked)] * max(1, len(texts))]

    def code(self, d: Draw) -> str:
        if d.strings and d.chance(_ECHOED):
            return _echo(d)
        drawn = self.fresh(d)
        if len(d.strings) < 40:
            d.strings.append(drawn)
        return drawn

    def fresh(self, d: Draw) -> str:
        """A string that has nothing to do with the others of the input."""
        return super().code(d)

    def column(self, n: int, seed: int) -> str:
        return f"kit.words({n}, {seed})"

    def big(self, n: int, seed: int) -> str:
        return f"kit.text({n}, {seed})"

    def grows(self) -> bool:
        return True


class Bytes(_Leaf):
    name = "bytes"
    odd = (
        "b''",
        "b'\\xff' * 40",
        "b'\\x00'",
        "b'\\x00\\x01'",
        "b'a\\x00'",
        "b'\\xff\\xfe'",
        "b' a '",
        "b'\\n'",
        "b'a\\r\\nb'",
    )

    def typical(self, rng: random.Random) -> str:
        if rng.random() < 0.12:
            return repr(bytes(rng.choices(b"\xff\xfe\x80\x7fa", k=rng.randint(30, 80))))
        return repr(bytes(rng.choices(b"aabbcAB12, \n\x00\x00\x01\xff\x80", k=rng.randint(0, 10))))

    def mined(self, d: Draw) -> list[str]:
        return [*d.constants.bytes, *(f"{code}.encode()" for code in map(repr, d.constants.texts) if code.isascii())]

    def column(self, n: int, seed: int) -> str:
        return f"[each.encode() for each in kit.words({n}, {seed})]"

    def big(self, n: int, seed: int) -> str:
        return f"kit.text({n}, {seed}).encode()"

    def grows(self) -> bool:
        return True


class Nothing(Kind):
    def code(self, d: Draw) -> str:
        del d
        return "None"


class Choice(Kind):
    """One of a few."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = list(codes)

    def code(self, d: Draw) -> str:
        return d.rng.choice(self.codes)


class Union(Kind):
    """A value of one of several kinds; those in one input are of one kind, mostly."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = list(kinds)
        self.hashable = all(kind.hashable for kind in kinds)

    def code(self, d: Draw) -> str:
        if d.chance(0.4):
            at = d.memo.setdefault(id(self), d.rng.randrange(len(self.kinds)))
        else:
            at = d.rng.randrange(len(self.kinds))
        return self.kinds[at].code(d)

    def first(self) -> Kind:
        return next((kind for kind in self.kinds if not isinstance(kind, Nothing)), self.kinds[0])

    def column(self, n: int, seed: int) -> str:
        return self.first().column(n, seed)

    def big(self, n: int, seed: int) -> str:
        return self.first().big(n, seed)

    def grows(self) -> bool:
        return self.first().grows()


class Fixed(Kind):
    """Always the same code for one index: examples made elsewhere."""

    def __init__(self, codes: Sequence[str], *, hashable: bool = False) -> None:
        self.codes = list(codes)
        self.hashable = hashable

    def code(self, d: Draw) -> str:
        return d.rng.choice(self.codes)
