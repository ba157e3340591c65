"""What the source of a function claims about its growth, and what it leaves open."""

from __future__ import annotations

import pytest
from slowspot.models.growth import Claim, claim_of


def claim(source: str, name: str = "f") -> Claim:
    found = claim_of(source, name)
    assert found is not None
    return found


def told(body: str, parameters: str = "xs: list[int], ys: list[int], n: int, rows") -> str:
    """The order of a function with these statements as its body, and what its letters stand for."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = claim(f"import heapq, itertools, math\nfrom collections import deque\n\ndef f({parameters}):\n{lines}")
    return f"{found.text}, {found.where}".rstrip(", ") if found.text else "?"


BISECTION = """\
low, high = 0, len(xs)
while low < high:
    middle = (low + high) // 2
    if xs[middle] < n:
        low = middle + 1
    else:
        high = middle"""
MERGING = """\
i = j = 0
while i < len(xs) and j < len(ys):
    if xs[i] < ys[j]:
        i += 1
    else:
        j += 1"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return xs[0]", "O(1)"),
        ("for i in range(10):\n    print(i)", "O(1)"),
        ("return sum(xs)", "O(n), n = len(xs)"),
        ("return [x + y for x in xs for y in ys]", "O(n·m), n = len(xs), m = len(ys)"),
        ("for x in xs: print(x)\nfor y in ys: print(y)", "O(n + m), n = len(xs), m = len(ys)"),
        ("for i in range(n):\n    for j in range(i): print(j)", "O(n²)"),
        ("for i in range(len(xs)):\n    for j in range(math.isqrt(i)): print(j)", "O(n^1.5), n = len(xs)"),
        ("return [x for x in xs if x in ys]", "O(n·m), n = len(xs), m = len(ys)"),
        ("seen = set(ys)\nreturn [x for x in xs if x in seen]", "O(n + m), n = len(xs), m = len(ys)"),
        ("out = []\nfor x in xs:\n    if x not in out:\n        out.append(x)", "O(n²), n = len(xs)"),
        ("for x in xs:\n    out = []\n    if x not in out:\n        out.append(x)", "O(n), n = len(xs)"),
        ("while xs:\n    xs.pop(0)", "O(n²), n = len(xs)"),
        ("while xs:\n    xs.pop()", "O(n), n = len(xs)"),
        ("return sorted(xs)[:3]", "O(n log n), n = len(xs)"),
        ("heap = []\nfor x in xs:\n    heapq.heappush(heap, x)", "O(n log n), n = len(xs)"),
        ("return [sum(xs[i:]) for i in range(len(xs))]", "O(n²), n = len(xs)"),
        ("return [sum(xs[i:i + 3]) for i in range(len(xs))]", "O(n), n = len(xs)"),
        ("return max(xs, key=lambda x: xs.count(x))", "O(n²), n = len(xs)"),
        ("return list(itertools.combinations(xs, 3))", "O(n³), n = len(xs)"),
        ("while n:\n    n //= 2", "O(log n)"),
        ("for i in range(n ** -1): print(i)", "?"),
        (BISECTION, "O(log n), n = len(xs)"),
        (MERGING, "O(n + m), n = len(xs), m = len(ys)"),
        ("for row in rows:\n    for x in row: print(x)", "O(n·m), n = len(rows), m = len(row)"),
        ("for x in xs:\n    ys += [x]", "O(n), n = len(xs)"),
        ("text = ''\nfor x in xs:\n    text += str(x)", "O(n), n = len(xs)"),
        ("data = b''\nfor x in xs:\n    data += bytes([x])", "O(n²), n = len(xs)"),
        ("while xs:\n    for x in xs.pop(): xs.append(x)", "?"),
        ("while True:\n    if input() == 'q': break", "?"),
    ],
)  # fmt: skip
def test_loops_and_hidden_loops_multiply(body: str, expected: str) -> None:
    assert told(body) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(n): return 1 if n < 2 else n * f(n - 1)", "O(n)"),
        ("def f(n): return n if n < 2 else f(n - 1) + f(n - 2)", "exponential"),
        ("def f(n):\n    if n < 2: return f(n - 1)\n    return f(n - 2)", "O(n)"),
        ("@cache\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)", "O(n)"),
        ("def f(n): return 0 if n == 0 else 1 + f(n // 2)", "O(log n)"),
        ("def f(xs: list): return 0 if not xs else xs[0] + f(xs[1:])", "O(n²)"),
        ("def f(xs: list):\n    m = len(xs) // 2\n    return merge(f(xs[:m]), f(xs[m:]))", "O(n log n)"),
        ("def f(node): return 1 + f(node.left) + f(node.right)", "O(n)"),
        ("def f(xs): return f([x for x in xs if x > xs[0]]) + f([x for x in xs if x < xs[0]])", ""),
    ],
)
def test_recursion_goes_by_what_becomes_of_the_argument(source: str, expected: str) -> None:
    assert claim("from functools import cache\n" + source).text == expected


def test_functions_of_the_file_count_with_what_they_are_given() -> None:
    mean = "def mean(values):\n    return sum(values) / len(values)\n\n\n"
    found = claim(mean + "def f(xs, k=3):\n    return [x - mean(xs) for x in xs]\n")
    assert (found.text, found.where, found.assumed) == ("O(n²)", "n = len(xs)", ())


def test_calls_of_what_is_not_known_are_assumed_and_named() -> None:
    found = claim("def f(xs, score):\n    return [score(x) for x in xs]\n")
    assert (found.text, found.assumed) == ("O(n)", ("score(…)",))


def test_what_gets_all_of_an_argument_makes_the_claim_a_lower_bound() -> None:
    found = claim("import odd\n\n\ndef f(xs):\n    odd.shuffle(xs)\n    return [odd.score(x) for x in xs]\n")
    assert (found.text, found.hidden, found.assumed) == ("O(n)", ("odd.shuffle(…)",), ("odd.score(…)",))


def test_a_search_in_what_may_be_a_list_is_a_doubt() -> None:
    found = claim("\n\ndef f(xs, known):\n    return [x for x in xs if x in known]\n")
    assert (found.text, [(doubt.line, doubt.text) for doubt in found.doubts]) == ("O(n)", [(4, "known")])


def test_reasons_lead_from_the_outer_loop_to_the_hidden_one() -> None:
    source = "class Shop:\n\n    def names(self, xs: list):\n        for x in xs:\n            print(xs.index(x))\n"
    found = claim(source, "Shop.names")
    assert (found.line, [(reason.line, reason.text) for reason in found.reasons]) == (
        3,
        [(4, "`for x in xs`"), (5, "searches all of xs")],
    )
    open_ones = claim("def f(todo):\n    while todo:\n        todo = step(todo)\n").unknown
    assert [(reason.line, reason.text) for reason in open_ones] == [(2, "how often `while todo` runs")]


def test_what_is_not_there_or_does_not_parse_has_no_claim() -> None:
    assert claim_of("def f(): pass\n", "g") is None
    assert claim_of("def f(:\n", "f") is None
