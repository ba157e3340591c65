"""What two versions of a function do, seen from two processes: the same is told as the same, and nothing else is."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.proofs.comparing import difference, new_names
from slowspot.analyzers.proving.proofs.sides import Side, target_of
from slowspot.analyzers.proving.sandbox import chosen

PRELUDE = """\
import asyncio, collections, contextlib, dataclasses, datetime, decimal, enum, functools, itertools, logging, operator
import pathlib, random, re, sys, threading, types, warnings, weakref
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from fractions import Fraction

SEEN = []
TABLE = {"a": [1]}
Pair = namedtuple("Pair", "a b")

class Colour(enum.Enum):
    RED = 1

class Text(str):
    pass

@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    tags: list = dataclasses.field(default_factory=list)

@dataclasses.dataclass(frozen=True)
class Fixed:
    x: int

class Odd:
    def __init__(self, name): self.name = name
    def __eq__(self, other): raise RuntimeError("compared")
    def __hash__(self): return 7
    def __repr__(self): raise RuntimeError("shown")
    @property
    def __class__(self): raise RuntimeError("asked")

class Slots:
    __slots__ = ("a", "b")
    def __init__(self, a): self.a = a

class Node:
    def __init__(self, next=None): self.next = next

class Box:
    limit = 3
    def __init__(self, items): self.items = items

class Bad(Exception):
    pass

"""


class Both:
    """Two processes, one for each version."""

    def __init__(self, folder: Path, hash_seeds: tuple[int, int] = (1, 1)) -> None:
        self.path = folder / "module_under_proof.py"
        self.path.write_text("def f(*a): ...\n")
        here = probe(sys.executable)
        target = target_of(str(self.path), "f", str(folder))
        self.sides = [Side(target, here, seed, chosen("off")) for seed in hash_seeds]

    def observed(self, before: str, after: str, *calls: str, **more: Any) -> list[list[dict[str, Any]]]:
        texts = [PRELUDE + textwrap.dedent(text) for text in (before, after)]
        found = []
        for side, text in zip(self.sides, texts, strict=True):
            side.open(text)
            job = {
                "kind": "observe", "inputs": [{"code": call} for call in calls], "call_seconds": 0.3, "detail": True,
                "ignored": new_names(*texts), **more,
            }  # fmt: skip
            found.append(side.ask(job, 30)["observations"])
        return found

    def differences(self, before: str, after: str, *calls: str, **more: Any) -> list[str | None]:
        ours, theirs = self.observed(before, after, *calls, **more)
        return [difference(a, b, tolerance=more.get("tolerance")) for a, b in zip(ours, theirs, strict=True)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    pair = Both(tmp_path_factory.mktemp("observing"))
    yield pair
    for side in pair.sides:
        side.close()


def body(text: str) -> str:
    """Return a function `f(x)` with this body."""
    return "def f(x=None):\n" + textwrap.indent(text, "    ") + "\n"


SAME = [
    ("return {'a', 'b', 3, (1, 2), None}", "return {None, (1, 2), 3, 'b', 'a'}", "1"),
    ("return {frozenset({1}), frozenset({2, 'x'})}", "return {frozenset({'x', 2}), frozenset({1})}", "1"),
    ("return float('nan')", "return -float('nan')", "1"),
    ("return {float('nan'), 1.0}", "return {1.0, float('inf') * 0}", "1"),
    ("return [i for i in x]", "return list(x)", "[1, True, 2.0, -0.0, 'a']"),
    ("return object()", "return object()", "1"),
    ("return repr(object())", "return repr(object())", "1"),
    ("return re.compile('a', re.I)", "return re.compile('a', re.I)", "1"),
    ("return [Colour.RED, Pair(1, 2), Point(1.0), Fixed(2)]",
     "return [Colour(1), Pair(*[1, 2]), Point(1.0), Fixed(2)]", "1"),
    ("return datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)",) * 2 + ("1",),
    ("return [decimal.Decimal('1.0'), Fraction(2, 4), pathlib.Path('a/b')]",
     "return [decimal.Decimal(1).quantize(decimal.Decimal('0.1')), Fraction(1, 2), pathlib.Path('a') / 'b']", "1"),
    ("return Counter('aab'), OrderedDict(a=1), deque([1], 3), defaultdict(list, {1: [2]})",
     "return Counter(['a', 'a', 'b']), OrderedDict({'a': 1}), deque((1,), maxlen=3), defaultdict(list, {1: [2]})", "1"),
    ("return threading.Lock(), weakref.ref(Point), sys, len, [].append, operator.itemgetter(1)",) * 2 + ("1",),
    ("return lambda y: y + x", "def g(z):\n    return x + z\nreturn g", "3"),
    ("return functools.partial(int, base=2)",) * 2 + ("1",),
    ("a = []\na.append(a)\nreturn a", "a = []\na += [a]\nreturn a", "1"),
    ("for _ in range(9000):\n    x = [x]\nreturn x", "for i in range(9000):\n    x = [x]\nreturn x", "[]"),
    ("n = None\nfor _ in range(5000):\n    n = Node(n)\nreturn n",) * 2 + ("1",),
    ("return 10 ** 9000", "return int('1' + '0' * 4000) * 10 ** 5000", "1"),
    ("for i in x:\n    yield i + 1", "return (i + 1 for i in x)", "iter([1, 2])"),
    ("return filter(None, x)", "return itertools.compress(*itertools.tee(x))", "[1, 0, 2]"),
    ("return itertools.count()", "return itertools.count(0)", "1"),
    ("return x[0]", "return x.__getitem__(0)", "[]"),
    ("try:\n    return x['a']\nexcept KeyError:\n    raise Bad('no 3') from None",
     "if 'a' not in x:\n    raise Bad('no 4')\nreturn x['a']", "{}"),
    ("try:\n    x[9]\nexcept IndexError:\n    raise Bad('n')", "raise Bad('n')", "[]"),
    ("print('a'); print('b')", "print('a\\nb')", "1"),
    ("warnings.warn('odd 1')", "warnings.warn('odd 2')", "1"),
    ("return id(x) and Odd('a')", "return Odd('a')", "1"),
    ("return {Odd('a'): 1}", "return dict([(Odd('a'), 1)])", "1"),
    ("return list(dict.fromkeys(x))",
     "seen = set()\nreturn [i for i in x if not (i in seen or seen.add(i))]", "['b', 'a', 'b']"),
    ("return random.random()", "return random.random()", "1"),
    ("return x", "return x", "Odd('a')"),
    ("return sys.stdout.write('a')", "print('a', end='')\nreturn 1", "1"),
    ("return open('new.txt', 'w').write(x)", "with open('new.txt', 'w') as file:\n    return file.write(x)", "'ab'"),
    ("import os\nreturn os.getcwd()",) * 2 + ("1",),
    ("Box.limit", "type(Box([])).limit", "1"),
    ("return datetime.datetime.strptime(x, '%Y').year", "return int(x)", "'2020'"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "call"), SAME)
def test_what_is_the_same(both: Both, before: str, after: str, call: str) -> None:
    assert both.differences(body(before), body(after), call) == [None]


DIFFERENT = [
    ("return 1", "return True", "1"),
    ("return 1", "return 1.0", "1"),
    ("return 0.0", "return -0.0", "1"),
    ("return [0.1 + 0.2 + 0.3]", "return [0.3 + 0.2 + 0.1]", "1"),
    ("return 'a'", "return Text('a')", "1"),
    ("return [1]", "return (1,)", "1"),
    ("return {1, 2}", "return frozenset({1, 2})", "1"),
    ("return {'a': 1, 'b': 2}", "return {'b': 2, 'a': 1}", "1"),
    ("return OrderedDict(a=1, b=2)", "d = OrderedDict(a=1, b=2)\nd.move_to_end('a')\nreturn d", "1"),
    ("return Counter('aab')", "return dict(Counter('aab'))", "1"),
    ("return defaultdict(list)", "return defaultdict(set)", "1"),
    ("return deque([1], 3)", "return deque([1])", "1"),
    ("return b'a'", "return bytearray(b'a')", "1"),
    ("return decimal.Decimal('1.0')", "return decimal.Decimal('1.00')", "1"),
    ("return datetime.datetime(2020, 1, 1)", "return datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)", "1"),
    ("return re.compile('a')", "return re.compile('a', re.I)", "1"),
    ("return Colour.RED", "return 1", "1"),
    ("return Pair(1, 2)", "return (1, 2)", "1"),
    ("return Point(1.0)", "return Point(1)", "1"),
    ("return [[]] * 2", "return [[], []]", "1"),
    ("return x", "return list(x)", "[1]"),
    ("return x[:]", "return x", "[1]"),
    ("return [i for i in x]", "return [i.copy() for i in x]", "[[1]]"),
    ("return [x[0]]", "return [x[1]]", "[Point(1), Point(1)]"),
    ("return sorted(x)", "x.sort()\nreturn x[:]", "[2, 1]"),
    ("raise Bad", "x.clear()\nraise Bad", "[1]"),
    ("return x[0]", "return x.get(0)", "{}"),
    ("return x[0]", "return x[0] if x else None", "[]"),
    ("raise Bad('empty')", "raise Bad('nothing')", "1"),
    ("raise Bad('empty')", "raise Exception('empty')", "1"),
    ("raise SystemExit(1)", "raise SystemExit(2)", "1"),
    ("raise Bad from KeyError()", "raise Bad", "1"),
    ("return [i for i in x]", "return (i for i in x)", "[1]"),
    ("for i in x:\n    yield i", "return iter(list(x))", "[1, 2]"),
    ("for i in x:\n    yield i", "yield from list(x)", "iter([1, 2])"),
    ("for i in x:\n    yield i", "yield from list(x)", "(i for i in [1, 2])"),
    ("for i in x:\n    print(i)\n    yield i", "for i in x:\n    print(i)\nyield from x", "[1, 2]"),
    ("yield 1\nraise Bad", "yield 1\nyield 2\nraise Bad", "1"),
    ("yield 1\nraise Bad", "raise Bad\nyield 1", "1"),
    ("for i in x:\n    yield i + 1", "return map(lambda i: i + 1, x)", "iter([1, 2])"),
    ("yield 1\nreturn 2", "yield 1\nreturn 3", "1"),
    ("b = []\nfor i in x:\n    b.append(i)\n    yield b",
     "b = []\nfor i in x:\n    b.append(i)\n    yield b[:]", "[1, 2]"),
    ("return any(i > 1 for i in x)", "return any([i > 1 for i in x])", "iter([1, 2, 3])"),
    ("return itertools.count()", "return itertools.count(1)", "1"),
    ("print('a')", "print('b')", "1"),
    ("print('a')", "print('a', file=sys.stderr)", "1"),
    ("import os\nos.system('echo a')", "pass", "1"),
    ("warnings.warn('odd')", "pass", "1"),
    ("for _ in 'ab': warnings.warn('odd')", "warnings.warn('odd')", "1"),
    ("warnings.warn('odd')", "warnings.warn('odd', DeprecationWarning)", "1"),
    ("logging.getLogger('a').info('b')", "pass", "1"),
    ("logging.getLogger('a').debug('b %s', ', '.join(x))",
     "log = logging.getLogger('a')\nif log.isEnabledFor(logging.DEBUG): log.debug('b %s', ', '.join(x))", "3"),
    ("SEEN.append(1)", "pass", "1"),
    ("TABLE['a'].append(1)", "pass", "1"),
    ("Box.limit = 4", "pass", "1"),
    ("global SEEN\nSEEN = [1]", "pass", "1"),
    ("x.items = [1]", "x.items = [1, 1]", "Box([])"),
    ("x.total = 1", "pass", "Box([])"),
    ("open('new.txt', 'w').write('a')", "open('new.txt', 'w').write('b')", "1"),
    ("import os\nos.environ['A'] = '1'", "pass", "1"),
    ("return random.choice([1, 1])", "return 1", "1"),
    ("return TABLE['a']", "return TABLE['a'][:]", "1"),
    ("return lambda y: y + x", "return lambda y: y - x", "3"),
    ("s = Slots(1)\nreturn s", "s = Slots(1)\ns.b = 2\nreturn s", "1"),
    ("return list(range(300_000))", "return [*range(299_999), 0]", "1"),
    ("return [[i] for i in range(10)] * 3000", "return [[i] for i in range(10)] * 2999", "1"),
    ("return None", "while True:\n    pass", "1"),
    ("return None", "while True:\n    try:\n        while True: pass\n    except BaseException: break", "1"),
    ("return None", "sys.settrace(lambda *a: None)", "1"),
    ("return len(x)", "import builtins\nbuiltins.len = lambda x: 1\nreturn 1", "[1]"),
    ("return None", "import time\ntime.perf_counter = lambda: 0.0", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "call"), DIFFERENT)
def test_what_is_different(both: Both, before: str, after: str, call: str) -> None:
    (found,) = both.differences(body(before), body(after), call)
    assert found is not None


WHOLE = [
    # A cache that the rewrite adds is no difference, as long as it gives nothing wrong.
    ("def f(x):\n    return x * 2", "@functools.cache\ndef f(x):\n    return x * 2", "1", None),
    ("def f(x):\n    return x * 2", "CACHE = {}\ndef f(x):\n    CACHE[x] = x * 2\n    return CACHE[x]", "1", None),
    ("def f(x):\n    return [x]", "@functools.cache\ndef f(x):\n    return [x]", "1", "a second call"),
    ("def f(x):\n    return sorted(x)",
     "@functools.cache\ndef _g(x):\n    return sorted(x)\ndef f(x):\n    return _g(x)", "(2, 1)", "a second call"),
    ("def f(x):\n    return [x]", "def f(x, seen=[]):\n    seen[:] = [x]\n    return seen", "1", "a second call"),
    # A private attribute that only one text sets; one that both know; one that anybody sees.
    ("def f(x):\n    return x.items", "def f(x):\n    x._known = 1\n    return x.items", "Box([1])", None),
    ("def f(x):\n    x._n = 1", "def f(x):\n    x._n = 2", "Box([1])", "the arguments afterwards[0]._n"),
    ("def f(x):\n    return x.items", "def f(x):\n    x.known = 1\n    return x.items", "Box([1])", "the arg"),
    ("class K:\n    @property\n    def p(self):\n        return 3\ndef f(x):\n    return x, x.p",
     "class K:\n    @functools.cached_property\n    def p(self):\n        return 3\ndef f(x):\n    return x, x.p",
     "K()", None),
    # Defaults of the function.
    ("def f(x, a=[]):\n    a.append(x)", "def f(x, a=[]):\n    pass", "1", "global f.__defaults__"),
    # Awaiting.
    ("async def f(x):\n    return x", "async def f(x):\n    await asyncio.sleep(0)\n    return x", "1", None),
    ("async def f(x):\n    return x", "def f(x):\n    return x", "1", "result"),
    ("async def f(x):\n    raise Bad('a')", "async def f(x):\n    raise Bad('b')", "1", "exception"),
    ("async def f(x):\n    for i in x:\n        yield i", "async def f(x):\n    for i in x[::-1]:\n        yield i",
     "[1, 2]", "result"),
    # What a manager of a context does on the way in and out.
    ("@contextlib.contextmanager\ndef f(x):\n    print('in')\n    yield x\n    print('out')",
     "@contextlib.contextmanager\ndef f(x):\n    print('in')\n    yield x", "1", "result"),
    # A function that is made is called.
    ("def f(x):\n    def g(*a):\n        return x(*a) + 1\n    return g",
     "def f(x):\n    return lambda *a: x(*a) + 1", "len", None),
    ("def f(x):\n    def g(*a):\n        return x(*a) + 1\n    return g",
     "def f(x):\n    return lambda *a: x(*a)", "len", "result"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "call", "where"), WHOLE)
def test_whole_texts(both: Both, before: str, after: str, call: str, where: str | None) -> None:
    (found,) = both.differences(before, after, call)
    assert (found or "").startswith(where or "\0") or found is where


def test_each_call_finds_everything_as_it_was(both: Both) -> None:
    text = body("SEEN.append(x)\nBox.limit += 1\nreturn list(SEEN), Box.limit, random.random()")
    ours, _ = both.observed(text, text, "1", "1", "1")
    assert ours[0] == ours[1] == ours[2]
    assert ours[0]["parts"]["result"]["shown"].startswith("([1], 4, ")


def test_a_cache_of_the_rewrite_is_asked_by_later_calls(both: Both) -> None:
    before = "def f(x):\n    return x * 2"
    after = "CACHE = {}\ndef f(x):\n    if x not in CACHE:\n        CACHE[x] = x * 2\n    return CACHE[x]"
    assert both.differences(before, after, "1", "1.0") == [None, "result: 2.0 and 2"]


def test_a_difference_names_its_place(both: Both) -> None:
    found = both.differences(body("return {'a': [1, x]}"), body("return {'a': [1, float(x)]}"), "2")
    assert found == ["result['a'][1]: 2 and 2.0"]


def test_a_tolerance_is_for_floats_alone(both: Both) -> None:
    before, after = body("return [0.1 + 0.2, x]"), body("return [0.3, x]")
    assert both.differences(before, after, "1", tolerance=1e-9) == [None]
    assert both.differences(before, body("return [0.3, x + 1e-3]"), "1.0", tolerance=1e-9) != [None]
    assert both.differences(before, body("return [0.3, float(x)]"), "1", tolerance=1e-9) != [None]


def test_a_call_that_does_not_end_has_no_result(both: Both) -> None:
    endless = body("while True:\n    try:\n        while True: pass\n    except Exception: pass")
    (ours,), _ = both.observed(endless, endless, "1")
    assert ours["outcome"] == "timeout"


def test_arguments_that_cannot_be_made_are_told(both: Both) -> None:
    (ours,), _ = both.observed(body("return x"), body("return x"), "1 / 0")
    assert ours["outcome"] == "unmade"


def test_lines_that_a_call_reaches(both: Both) -> None:
    text = body("if x:\n    return 1\nreturn [\n    i for i in range(2)\n]")
    offset = PRELUDE.count("\n")
    (ours, theirs), _ = both.observed(text, text, "1", "0", trace=True)
    assert ours["lines"] == [offset + 2, offset + 3]
    assert {offset + 2, offset + 4} <= set(theirs["lines"])


@pytest.mark.parametrize(
    "malformed", [None, [], {}, {"outcome": "returned"}, {"outcome": "returned", "parts": {"result": 1}}]
)
def test_malformed_answers_are_a_difference(malformed: object) -> None:
    good = {"outcome": "returned", "parts": {}, "lines": []}
    assert difference(good, malformed) == "an answer is malformed"
    assert difference(malformed, good) == "an answer is malformed"
