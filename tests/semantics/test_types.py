"""Types of expressions and of variables: what is known holds, and what is not certain is unknown."""

from __future__ import annotations

import pytest

from .probing import types


def check(source: str, *expected: str) -> None:
    assert types(source) == list(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "int"), ("1.5", "float"), ("1j", "complex"), ("True", "bool"), ("None", "None"), ("'a'", "str"),
        ("b'a'", "bytes"), ("f'{x}'", "str"), ("...", "ellipsis"), ("[]", "list"), ("[1, 2]", "list[int]"),
        ("[1, 'a']", "list"), ("[1, unknown]", "list"), ("[1, None]", "list[int?]"), ("[*'ab']", "list[str]"),
        ("{}", "dict"), ("{'a': 1}", "dict[str, int]"), ("{'a': 1, **x}", "dict"),
        ("{'a': 1, 2: 3}", "dict[unknown, int]"), ("{1}", "set[int]"), ("()", "tuple"),
        ("(1, 'a')", "tuple[int, str]"), ("(*x, 1)", "tuple"), ("[str(x) for x in y]", "list[str]"),
        ("{str(x) for x in y}", "set[str]"), ("{str(x): 1 for x in y}", "dict[str, int]"),
        ("(len(x) for x in y)", "iterator[int]"), ("[x for x in y]", "list"), ("{x: x for x in y}", "dict"),
        ("1 + 2", "int"), ("1 + 2.5", "float"), ("1 / 2", "float"), ("1 // 2", "int"), ("True + True", "int"),
        ("True & False", "bool"), ("True | 1", "int"), ("2 ** 3", "unknown"), ("2.5 ** 2", "float"),
        ("2.5 ** 0.5", "unknown"), ("True ** -1", "unknown"), ("1 + 2j", "complex"), ("-1", "int"), ("-True", "int"),
        ("~1", "int"), ("not x", "bool"), ("-x", "unknown"), ("'a' + 'b'", "str"), ("'a' + x", "~str"),
        ("x + 'a'", "~str"), ("x + [1]", "~list"), ("[1] + [2]", "list[int]"), ("[1] + ['a']", "list"),
        ("(1, 'a') + (2, 'b')", "tuple"), ("(1, 2) + (3,)", "tuple"), ("'a' * 3", "str"), ("'a' * x", "unknown"),
        ("[0] * len(x)", "list[int]"), ("'%s' % 1", "str"), ("'%s' % x", "~str"), ("{1} | {'a'}", "set"),
        ("{1} & {'a'}", "set"), ("{1} | {2}", "set[int]"), ("b'a' + bytearray()", "bytes"),
        ("{'a': 1} | {'b': 2}", "dict[str, int]"), ("[1] @ x", "unknown"), ("1 < 2", "bool"), ("1 < x", "unknown"),
        ("x in y", "bool"), ("x is y", "bool"), ("x in y in z", "bool"), ("1 if x else 2", "int"),
        ("1 if x else 'a'", "unknown"), ("1 if x else None", "int?"), ("'a' or 'b'", "str"), ("'a' and 1", "unknown"),
        ("(y := [1])", "list[int]"), ("lambda: 1", "unknown"), ("'abc'[0]", "str"), ("'abc'[x]", "str"),
        ("'abc'[1:]", "str"), ("b'abc'[0]", "int"), ("b'abc'[1:]", "bytes"), ("b'abc'[x]", "~int"), ("[1][0]", "int"),
        ("[1][x]", "~int"), ("[1][:]", "list[int]"), ("(1, 'a')[1]", "str"), ("(1, 'a')[-2]", "int"),
        ("(1, 'a')[2]", "unknown"), ("(1, 'a')[x]", "unknown"), ("(1, 'a', 2)[1:]", "tuple"), ("{'a': 1}['a']", "int"),
        ("x[0]", "unknown"),
    ],
)  # fmt: skip
def test_expressions(expression: str, expected: str) -> None:
    check(f"def f(x, y, z):\n    probe({expression})", expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("len(x)", "int"), ("str(x)", "str"), ("int(x)", "int"), ("list()", "list"), ("list('ab')", "list[str]"),
        ("sorted({'a': 1})", "list[str]"), ("set(x)", "set"), ("tuple(x)", "tuple"), ("range(3)", "range"),
        ("dict(a=1)", "dict"), ("dict({'a': 1})", "dict[str, int]"), ("dict({'a': 1}, b='c')", "dict"),
        ("enumerate('ab')", "iterator[tuple[int, str]]"), ("zip('ab', [1])", "iterator[tuple[str, int]]"),
        ("zip(*x)", "iterator"), ("zip('ab', *x)", "iterator"), ("reversed([1])", "iterator[int]"),
        ("filter(None, ['a'])", "iterator[str]"), ("map(str, x)", "iterator"), ("iter(x, None)", "iterator"),
        ("min([1, 2])", "int"), ("min([1], default=None)", "unknown"), ("max(1, 2)", "int"),
        ("max(1, 2.5)", "unknown"), ("max('a', 'b', key=x)", "str"), ("max(*x)", "unknown"),
        ("max([1], *x)", "unknown"), ("sum([1, 2])", "int"), ("sum([1.5])", "unknown"), ("sum([1.5], 0.0)", "float"),
        ("sum([1], 0.5)", "unknown"), ("sum([1], start=0.5)", "unknown"), ("sum([True], False)", "int"),
        ("sum([[1]], [])", "list"), ("sum(x)", "unknown"), ("round(1.5)", "int"), ("round(1.5, 1)", "float"),
        ("round(1.5, ndigits=1)", "unknown"), ("round(1.5, None)", "unknown"), ("abs(-1)", "int"),
        ("abs(x)", "unknown"), ("open(x)", "file[str]"), ("open(x, 'rb')", "file[bytes]"),
        ("open(x, mode='wb')", "file[bytes]"), ("open(x, y)", "file"), ("open(*x)", "file"), ("open(x, **y)", "file"),
        ("open(x).read()", "str"), ("open(x, 'rb').readline()", "bytes"), ("open(x, 'rb').readlines()", "list[bytes]"),
        ("open(x, y).readline()", "unknown"), ("vars(x)", "unknown"), ("getattr(x, 'y')", "unknown"),
        ("'a b'.split()", "list[str]"), ("'a'.encode()", "bytes"), ("'a'.partition('b')[0]", "str"),
        ("[1].copy()", "list[int]"), ("{'a': 1}.items()", "dict_items[tuple[str, int]]"),
        ("{'a': 1}.get('b')", "int?"), ("{'a': 1}.get('b', 2)", "int"), ("{'a': 1}.get('b', 'c')", "unknown"),
        ("{'a': 1}.pop('b')", "int"), ("{'a': 1}.setdefault('b', 2)", "int"), ("{'a': 1}.pop('b', None)", "int?"),
        ("{'a': 1}.setdefault('b')", "unknown"), ("{'a': 1}.popitem()", "tuple[str, int]"), ("{}.get('b')", "unknown"),
        ("[1].pop()", "int"), ("[].pop()", "unknown"), ("{1}.pop()", "int"),
        ("collections.deque('ab').popleft()", "str"),
        ("collections.deque('ab')[0]", "str"), ("collections.defaultdict(list)[x]", "list"),
        ("collections.defaultdict(x)[x]", "unknown"), ("collections.defaultdict(int).get(x)", "int?"),
        ("collections.Counter('ab').most_common()", "list[tuple[str, ~int]]"), ("collections.Counter(x)[y]", "~int"),
        ("collections.Counter('ab').items()", "dict_items[tuple[str, ~int]]"), ("[].append(1)", "None"),
        ("x.split()", "unknown"),
        ("os.path.join('a', 'b')", "str"), ("os.path.join(x)", "~str"), ("os.path.join(b'a')", "unknown"),
        ("os.path.splitext(x)", "~tuple[~str, ~str]"), ("os.getenv('a')", "str?"), ("os.getenv('a', 'b')", "str"),
        ("os.getenv('a', x)", "unknown"), ("os.sep", "str"), ("os.listdir(x)", "~list[~str]"),
        ("re.match(x, y)", "re.Match?"), ("pathlib.Path(x) / y", "pathlib.Path"), ("pathlib.Path(x).name", "str"),
        ("thing.Made(x)", "~thing.Made"), ("thing.made(x)", "unknown"), ("thing.MADE(x)", "unknown"),
        ("numpy.zeros(3)", "numpy.ndarray"), ("numpy.zeros(3) + 1", "numpy.ndarray"),
        ("numpy.zeros(3) @ numpy.zeros(3)", "unknown"), ("numpy.zeros(3) + x", "unknown"),
        ("numpy.zeros(3)[1:]", "numpy.ndarray"), ("numpy.zeros(3)[0]", "unknown"),
        ("numpy.unique(x)", "numpy.ndarray"), ("numpy.unique(x, return_counts=True)", "unknown"),
        ("numpy.random.rand()", "unknown"), ("numpy.random.rand(3)", "numpy.ndarray"),
        ("numpy.random.normal(size=3)", "numpy.ndarray"), ("numpy.cumsum(x)", "~numpy.ndarray"),
        ("numpy.zeros(3) < 1", "numpy.ndarray"), ("numpy.zeros(3).shape", "tuple[int]"),
        ("pandas.read_csv(x)", "pandas.DataFrame"), ("pandas.read_csv(x, chunksize=9)", "unknown"),
        ("pandas.read_csv(x).fillna(0)", "pandas.DataFrame"),
        ("pandas.read_csv(x).fillna(0, inplace=True)", "unknown"), ("pandas.read_csv(x)['a']", "~pandas.Series"),
        ("pandas.Series(x).reset_index()", "unknown"),
    ],
)  # fmt: skip
def test_calls(expression: str, expected: str) -> None:
    check(f"import collections, os, re, pathlib, thing, numpy, pandas\ndef f(x, y):\n    probe({expression})", expected)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", "~int"), ("list[str]", "~list[~str]"), ("'list[str]'", "~list[~str]"), ("List[int]", "~list[~int]"),
        ("typing.Dict[str, 'int']", "~dict[~str, ~int]"), ("Optional[int]", "~int?"), ("'Optional[int]'", "~int?"),
        ("Union[int, None]", "~int?"), ("Union[int, str]", "unknown"), ("int | None", "~int?"),
        ("None | int", "~int?"), ("int | str", "unknown"), ("Annotated[int, 'meters']", "~int"),
        ("tuple[int, ...]", "~tuple[~int]"), ("tuple[int, str]", "~tuple[~int, ~str]"),
        ("Iterator[int]", "~iterator[~int]"), ("Literal['a']", "unknown"), ("type[int]", "unknown"),
        ("Callable[[int], str]", "unknown"), ("Any", "unknown"), ("object", "unknown"),
        ("Mapping[str, int]", "unknown"), ("T", "unknown"), ("np.ndarray", "~numpy.ndarray"), ("Own", "~.Own"),
        ("'Own'", "~.Own"), ("missing", "unknown"), ("'not a type'", "unknown"), ("1", "unknown"),
    ],
)  # fmt: skip
def test_annotations(annotation: str, expected: str) -> None:
    source = """
import typing
import numpy as np
from typing import Annotated, Any, Callable, Iterator, List, Literal, Optional, TypeVar, Union
from collections.abc import Mapping
T = TypeVar("T")
class Own: pass
"""
    check(f"{source}def f(x: {annotation}):\n    probe(x)", expected)
    check(f"{source}def f():\n    x: {annotation}\n    probe(x)", expected)


def test_a_string_annotation_means_what_its_names_mean_there() -> None:
    check("def outer(list):\n    def f(x: 'list', y: 'dict'):\n        probe(x), probe(y)", "unknown", "~dict")
    check("def list(): pass\ndef f(x: 'list'):\n    probe(x)", "unknown")


def test_a_parameter_that_defaults_to_none_may_be_none() -> None:
    check(
        "def f(a: int, b: int = None, *, c: int = None, d: int = 1):\n    probe(a), probe(b), probe(c), probe(d)",
        "~int", "~int?", "~int?", "~int",
    )  # fmt: skip


def test_a_default_says_nothing_of_a_parameter() -> None:
    check("def f(x=[], *args: int, **options: str):\n    probe(x), probe(args), probe(options)",
          "unknown", "tuple[~int]", "dict[~str, ~str]")  # fmt: skip


def test_an_annotated_variable() -> None:
    source = """
    from typing import Final
    def f():
        a: Final = [1]
        b: Final[int] = 1
        c: list[str] = []
        d: int = None
        e: float = 1
        probe(a), probe(b), probe(c), probe(d), probe(e)
    """
    check(source, "list[~int]", "int", "list[~str]", "~int?", "~float")


def test_an_annotated_variable_is_joined_with_its_other_bindings() -> None:
    check("def f(c):\n    x: list[int] = []\n    if c:\n        x = ()\n    probe(x)", "unknown")


# -- variables


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = 1", "int"),
        ("x = 1\nx = 2", "int"),
        ("x = 1\nx = 'a'", "unknown"),
        ("x = 1\nif c: x = 'a'", "unknown"),
        ("x = 1\nif c: x = g()", "unknown"),
        ("x = None\nif c: x = []", "list?"),
        ("x = None\nx = []\nx += [1]", "list?"),
        ("x = None", "None"),
        ("x = []\nfor x in y: pass", "unknown"),
        ("x = []\nwith y as x: pass", "unknown"),
        ("x = []\ntry: pass\nexcept E as x: pass", "unknown"),
        ("x = []\nimport x", "unknown"),
        ("x = []\ndef x(): pass", "unknown"),
        ("x = []\nclass x: pass", "unknown"),
        ("x = []\ndel x", "list"),
        ("x = []\ndef g():\n    nonlocal x\n    x = ()", "unknown"),
        ("x = []\nmatch y:\n    case {'a': x}: pass", "unknown"),
        ("x = []\nif (x := y): pass", "unknown"),
        ("x = []\n[0 for z in y if (x := z)]", "unknown"),
        ("x = []\n[x for x in y]", "list"),
        ("x, z = 1, 'a'", "int"),
        ("z, *x = [1, 2]", "list"),
        ("z, *x = 'ab'", "list[~str]"),
        ("x, z = 'ab'", "str"),
        ("z, x = {'a': 1}.popitem()", "int"),
        ("(z, x), w = (1, 'a'), 2", "str"),
        ("z, *w, x = 1, 2, 3, 'a'", "str"),
        ("z, *x, w = 1, 2, 3", "list"),
        ("z, *w, x = y = (1, 'a', 2.5)", "float"),
        ("z, *w, (v, x) = 1, (2, 'a')", "str"),
        ("*w, v, x = 1, 'a', 2", "int"),
        ("x, z, w = (1, 'a') * 2", "unknown"),
        ("x = z = []", "list"),
        ("for x in 'ab': pass", "str"),
        ("for x in [1]: pass", "int"),
        ("for x in range(3): pass", "int"),
        ("for x in {'a': 1}: pass", "str"),
        ("for z, x in enumerate('ab'): pass", "str"),
        ("for x, z in enumerate('ab', 1): pass", "int"),
        ("for z, (w, x) in enumerate({'a': 1}.items()): pass", "int"),
        ("for z, x in zip([1], 'ab'): pass", "str"),
        ("for x in zip([1], 'ab'): pass", "tuple[int, str]"),
        ("for x in open(y): pass", "str"),
        ("for x in open(y, 'rb'): pass", "bytes"),
        ("for x in y: pass", "unknown"),
        ("async for x in y: pass", "unknown"),
        ("with open(y) as x: pass", "file[str]"),
        ("with open(y, 'rb') as x: pass", "file[bytes]"),
        ("with open(y) as (x, z): pass", "unknown"),
        ("with y as x: pass", "unknown"),
        ("x = 0\nx += 1", "int"),
        ("x = 0\nx += 0.5", "unknown"),
        ("x = 0\nx /= 2", "unknown"),
        ("x = 0.0\nx /= 2", "float"),
        ("x = 0\nx += y", "unknown"),
        ("x = 2\nx **= y", "unknown"),
        ("x = ''\nx += 'a'", "str"),
        ("x = ''\nx += y", "~str"),
        ("x = []\nx += y", "~list"),
        ("x = []\nx += 'ab'", "list[~str]"),
        ("x = []\nx += numpy.zeros(3)", "unknown"),
        ("x = ()\nx += y", "~tuple"),
        ("x = 0\nx = x + 1", "int"),
        ("x = 0\nx = x + 0.5", "unknown"),
        ("x = 0\nx = x / 2", "unknown"),
        ("x = ''\nx = x.strip()", "str"),
        ("x = ''\nx = x.split()", "unknown"),
        ("x = ''\nx = x.encode()", "unknown"),
        ("x = []\nx = x + [1]", "list"),
        ("x = []\nx = x + y", "~list"),
        ("x = []\nx = [*x, 1]", "list"),
        ("x = []\nx = sorted(x)", "list"),
        ("x = 'a'\nx = x and 1", "unknown"),
        ("x = 1\nx, z = 2, x", "int"),
        ("x = 1\nz = x\nx = z", "int"),
        ("x = x", "unknown"),
        ("x += 1", "unknown"),
        ("x = 1\nx += x", "int"),
        ("x = True\nx += x", "unknown"),
        ("x = [1]\nx = x[0]", "unknown"),
    ],
)  # fmt: skip
def test_variables(body: str, expected: str) -> None:
    inner = body.replace("\n", "\n        ")
    check(f"import numpy\nasync def f(y, c, g):\n    if c:\n        {inner}\n    probe(x)", expected)


def test_asking_for_the_whole_expression_first_changes_nothing() -> None:
    check("def f(y):\n    x = ''\n    for z in y:\n        x = probe(x + 'a')\n    probe(x)", "~str", "unknown")
    check("def f(y):\n    x = ''\n    while y: x = probe(x.strip()) or x.strip()\n    probe(x)", "unknown", "unknown")
    check("def f(y):\n    x = ''\n    x = x + 'a'\n    probe(x + 'b'), probe(x)", "str", "str")


def test_what_was_inferred_under_a_wrong_assumption_is_forgotten() -> None:
    source = """
    def f(y):
        x = 1
        while y:
            z = x
            x = [z]
        probe(z), probe(x)
    """
    check(source, "unknown", "unknown")


def test_variables_that_depend_on_each_other() -> None:
    check("def f(c):\n    a = ''\n    b = a.strip()\n    a = a + b.lower()\n    probe(a), probe(b)", "str", "str")
    check("def f(c):\n    a = ''\n    b = 1\n    a, b = b, a\n    probe(a), probe(b)", "unknown", "unknown")


def test_parameters_assigned_again_are_joined() -> None:
    check("def f(x: list):\n    if x: x = tuple(x)\n    probe(x)", "unknown")
    check("def f(x: list):\n    if x: x = list(x)\n    probe(x)", "~list")


def test_conditional_functions_are_not_known() -> None:
    source = "if c:\n    def g() -> int: ...\nelse:\n    def g() -> str: ...\ndef f():\n    probe(g())"
    check(source, "unknown")


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("def g() -> list[int]: ...", "~list[~int]"),
        ("def g(): ...", "unknown"),
        ("@d\ndef g() -> list[int]: ...", "unknown"),
        ("async def g() -> list[int]: ...", "unknown"),
        ("def g() -> Iterator[int]: yield 1", "~iterator[~int]"),
        ("@overload\ndef g() -> int: ...\n@overload\ndef g(x) -> str: ...\ndef g(x=0): ...", "unknown"),
        ("class g: ...", ".g"),
        ("g = h", "unknown"),
    ],
)
def test_calls_of_the_modules_functions(definition: str, expected: str) -> None:
    check(f"from typing import Iterator, overload\n{definition}\ndef f():\n    probe(g())", expected)


def test_an_awaited_call_of_a_coroutine() -> None:
    source = """
    async def g() -> list[int]: ...
    @d
    async def h() -> list[int]: ...
    def i() -> list[int]: ...
    async def f(x):
        probe(await g()), probe(await h()), probe(await i()), probe(await x)
    """
    check(source, "~list[~int]", "unknown", "unknown", "unknown")


# -- elements


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("for y in x: pass", "list[int]"),
        ("len(x), x[0], 1 in x, sorted(x)", "list[int]"),
        ("x.pop()", "list[int]"),
        ("return x", "list[int]"),
        ("x.append('a')", "list"),
        ("x.extend('ab')", "list"),
        ("x[0] = 'a'", "list"),
        ("x += 'a'", "list"),
        ("g(x)", "list[~int]"),
        ("y = x", "list[~int]"),
        ("g.y = x", "list[~int]"),
        ("y = [x]", "list[~int]"),
        ("add = x.append", "list[~int]"),
        ("x.method()", "list[~int]"),
        ("def h(): x.append('a')", "list[~int]"),
        ("yield x", "list[~int]"),
        ("locals()", "list[~int]"),
        ("if g: x = list(g)", "list[int]"),
    ],
)
def test_elements_last_as_long_as_nothing_can_be_added(use: str, expected: str) -> None:
    check(f"def f(g):\n    x = [1]\n    probe(x[:])\n    {use}", expected)


@pytest.mark.parametrize("value", ["list(g)", "[]"])
def test_elements_are_those_of_all_values(value: str) -> None:
    check(f"def f(g):\n    while g:\n        probe(x[:])\n        x = [1]\n        x = {value}", "list")


def test_elements_of_dicts_and_sets() -> None:
    source = """
    def f(g):
        a = {"k": 1}
        b = {"k": 1}
        b["l"] = "m"
        c = {1}
        c.add("a")
        probe(a[g]), probe(b[g]), probe(c.copy())
    """
    check(source, "int", "unknown", "set")


def test_lists_in_lists_may_have_grown() -> None:
    source = "def f(g):\n    x = [[1], [2]]\n    x[0].append('a')\n    probe(x[0])\n    for y in x: probe(y)"
    check(source, "list", "list")


def test_declared_elements_stay() -> None:
    check("def f(g):\n    x: list[str] = []\n    x.append(g)\n    probe(x[0])", "~str")
    check("def f(x: list[str]):\n    x.append(g)\n    probe(x[0])", "~str")


def test_the_elements_of_a_modules_list_are_known_of_constants_only() -> None:
    source = "NAMES = ['a']\nnames = ['a']\ndef f():\n    for x in NAMES: probe(x)\n    for y in names: probe(y)"
    check(source, "~str", "unknown")


def test_the_elements_of_a_modules_tuple_are_known() -> None:
    check("names = ('a', 'b')\nfor x in names: probe(x)", "str")


# -- modules


def test_a_modules_variable() -> None:
    check("x = []\ndef f():\n    probe(x)", "list")


def test_a_modules_variable_that_any_function_binds_is_unknown() -> None:
    check("x = []\ndef f():\n    probe(x)\ndef g():\n    global x\n    x = ()", "unknown")
    check("x = []\ndef f():\n    probe(x)\nclass C:\n    def g(self):\n        global x\n        x = ()", "unknown")


def test_a_modules_variable_that_is_only_none_is_unknown() -> None:
    check("x = None\ndef f():\n    y = None\n    probe(x), probe(y)", "unknown", "None")


def test_a_modules_variable_bound_under_conditions() -> None:
    check("if c:\n    x = []\nelse:\n    x = ()\nprobe(x)", "unknown")
    check("try:\n    x = []\nexcept E:\n    x = [1]\nprobe(x)", "list")


def test_an_annotation_of_an_array() -> None:
    source = """
    import numpy as np
    from numpy.typing import NDArray
    def f(a: NDArray[np.float64], b: np.ndarray):
        probe(a), probe(b)
    """
    check(source, "~numpy.ndarray", "~numpy.ndarray")


def test_of_equal_elements_either_may_stay() -> None:
    check("def f(x):\n    probe({1} & {True})\n    probe({1} & x)\n    probe({1} & {2})", "set", "unknown", "set[int]")
    check("def f(x):\n    s = {1}\n    s &= {True}\n    probe(s)", "set")


def test_objects_of_classes_tell_what_reversed_and_floor_give() -> None:
    check("import math\ndef f(x):\n    probe(math.floor(x))\n    probe(math.floor(1.5))", "~int", "int")
    check("def f(x):\n    probe(reversed(x))\n    probe(reversed([1]))", "~iterator", "iterator[int]")


def test_a_list_with_another_name() -> None:
    check("def f():\n    xs = ys = [1]\n    ys.append('a')\n    probe(xs[0])", "~int")
    check("def f():\n    g(xs := [1])\n    probe(xs[0])", "~int")
    check("def f():\n    xs = [1]\n    max(xs, []).append('a')\n    probe(xs[0])", "~int")
    check("def f():\n    xs = [1]\n    dict(a=xs)['a'].append('a')\n    probe(xs[0])", "~int")
    check("def f():\n    xs = [1]\n    max(xs)\n    probe(xs[0])", "int")
