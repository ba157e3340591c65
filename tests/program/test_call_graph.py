"""Facts of the call graph, one a test: which function is expected to be called how often."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent

import pytest
from slowspot.analyzers.program.graph import CallGraph, link
from slowspot.analyzers.program.lowering import summarize


def program(*files: str, names: tuple[str, ...] = ()) -> CallGraph:
    """Link files; the first one is the entry, `main.py` unless named."""
    paths = names or ("main.py", *(f"part{number}.py" for number in range(1, len(files))))
    return link(
        [(("p", *path.split("/")), summarize(dedent(text))) for path, text in zip(paths, files, strict=True)], 0
    )


def calls(graph: CallGraph) -> dict[str, float]:
    """Expected calls by qualified name."""
    found = graph.frequencies()
    return {
        function.qualname: round(times, 3)
        for function, times in zip(graph.flow.functions, found.calls, strict=True)
        if function.qualname != "<module>"
    }


def test_a_callee_in_a_loop_of_ten_is_called_ten_times_its_caller() -> None:
    assert calls(program("def f(): pass\ndef g():\n  for i in range(10): f()\ng()\ng()")) == {"f": 20, "g": 2}


def test_loops_multiply() -> None:
    found = calls(program("def f(): pass\nfor i in range(10):\n  for j in range(5):\n    f()"))
    assert found["f"] == 50


def test_trips_follow_arguments_through_calls() -> None:
    found = calls(program("def f(): pass\ndef g(n=3):\n  for i in range(n): f()\ng(400)"))
    assert found["f"] == 400


def test_trips_follow_the_size_of_a_list() -> None:
    found = calls(program("def f(x): pass\nxs = [i for i in range(7)]\nfor x in xs: f(x)"))
    assert found["f"] == 7


def test_trips_follow_a_generator() -> None:
    found = calls(program("def f(x): pass\ndef g():\n  for i in range(9): yield i\nfor x in g(): f(x)"))
    assert found == {"f": 9, "g": 1}


def test_an_error_path_is_rare() -> None:
    found = calls(program("def bad(): pass\ndef good(): pass\nif x:\n  raise ValueError(bad())\ngood()"))
    assert found["bad"] < 0.1 < 0.9 < found["good"]


def test_a_method_is_found_on_what_a_constructor_made() -> None:
    found = calls(program("class A:\n  def f(self): pass\nclass B:\n  def f(self): pass\na = A()\na.f()"))
    assert (found["A.f"], found["B.f"]) == (1, 0)


def test_a_method_is_found_through_an_attribute() -> None:
    text = """
    class A:
        def f(self): pass
    class B:
        def __init__(self): self.a = A()
        def g(self): self.a.f()
    B().g()
    """
    assert calls(program(text))["A.f"] == 1


def test_a_method_is_found_on_elements_of_a_list() -> None:
    found = calls(program("class A:\n  def f(self): pass\nxs = []\nxs.append(A())\nfor a in xs: a.f()"))
    assert found["A.f"] > 0


def test_an_inherited_method_calls_the_override() -> None:
    text = "class A:\n  def f(self): self.g()\n  def g(self): pass\nclass B(A):\n  def g(self): pass\nB().f()"
    found = calls(program(text))
    assert (found["A.g"], found["B.g"]) == (0, 1)


def test_super_calls_the_base() -> None:
    text = "class A:\n  def f(self): pass\nclass B(A):\n  def f(self): super().f()\nB().f()"
    assert calls(program(text))["A.f"] == 1


def test_operators_call_special_methods() -> None:
    found = calls(program("class V:\n  def __add__(self, o): return self\nv = V()\nfor i in range(10): v = v + v"))
    assert found["V.__add__"] == 10


def test_iterating_calls_iter_and_next() -> None:
    text = "class A:\n  def __iter__(self): return self\n  def __next__(self): return 1\nfor x in A(): pass"
    found = calls(program(text))
    assert found["A.__iter__"] == 1
    assert found["A.__next__"] > 1


def test_properties_are_called() -> None:
    assert calls(program("class A:\n  @property\n  def p(self): return 1\nA().p"))["A.p"] == 1


def test_with_enters_and_exits() -> None:
    text = "class A:\n  def __enter__(self): return self\n  def __exit__(self, *a): pass\nwith A(): pass"
    assert {calls(program(text))[name] for name in ("A.__enter__", "A.__exit__")} == {1}


def test_callbacks_are_called_for_each_element() -> None:
    found = calls(program("def key(x): return x\nsorted(range(30), key=key)"))
    assert found["key"] == 30


def test_functions_in_a_table_share_the_calls() -> None:
    found = calls(program("def f(): pass\ndef g(): pass\nt = {'f': f, 'g': g}\nfor i in range(10): t[i]()"))
    assert (found["f"], found["g"]) == (5, 5)


def test_getattr_with_a_prefix_finds_the_methods() -> None:
    text = """
    class A:
        def go(self, n): getattr(self, "visit_" + n)()
        def visit_x(self): pass
        def other(self): pass
    A().go(k)
    """
    found = calls(program(text))
    assert (found["A.visit_x"], found["A.other"]) == (1, 0)


def test_a_decorator_s_wrapper_calls_the_function() -> None:
    text = "def d(f):\n  def wrapper(*args): return f(*args)\n  return wrapper\n@d\ndef g(x): pass\ng(1)"
    assert calls(program(text))["g"] == 1


def test_star_arguments_keep_their_places() -> None:
    text = "class A:\n  def m(self): pass\ndef f(a, b): b.m()\ndef g(*args): f(*args)\ng(1, A())"
    assert calls(program(text))["A.m"] == 1


def test_recursion_multiplies_by_a_bounded_factor() -> None:
    found = calls(program("def fib(n):\n  if n < 2: return n\n  return fib(n - 1) + fib(n - 2)\nfib(30)"))
    assert 5 < found["fib"] < 50


def test_an_annotation_tells_where_nothing_flows() -> None:
    text = "class A:\n  def f(self): pass\nclass B:\n  def f(self): pass\ndef g(a: A): a.f()\ng(unknown())"
    found = calls(program(text))
    assert (found["A.f"], found["B.f"]) == (1, 0)


def test_a_method_s_name_tells_where_nothing_else_does() -> None:
    found = calls(program("class A:\n  def find_it(self): pass\ndef g(a): a.find_it()\nA()\ng(unknown())"))
    assert found["A.find_it"] == 1


def test_names_are_followed_over_files_and_packages() -> None:
    graph = program(
        "from pkg import f\nf()",
        "from .inner import f",
        "def f(): pass\ndef g(): pass",
        names=("main.py", "pkg/__init__.py", "pkg/inner.py"),
    )
    assert calls(graph) == {"f": 1, "g": 0}


def test_a_main_block_runs_in_the_entry_only() -> None:
    block = "def f{0}(): pass\nif __name__ == '__main__': f{0}()"
    graph = program("import part1\n" + block.format(0), block.format(1))
    assert calls(graph) == {"f0": 1, "f1": 0}


def test_a_module_of_the_standard_library_is_not_the_program_s() -> None:
    graph = program("import random\nrandom.f()", "def f(): pass", names=("main.py", "pkg/random.py"))
    assert calls(graph) == {"f": 0}


def test_without_an_entry_what_nothing_calls_is_called_once() -> None:
    summary = summarize("def f(): pass\ndef g():\n  for i in range(10): f()")
    assert calls(link([(("a.py",), summary)])) == {"f": 11, "g": 1}


def test_supposing_reaches_what_values_do_not() -> None:
    graph = program("class A:\n  def hook(self): pass\nA()")
    assert calls(graph)["A.hook"] == 0
    graph.suppose()
    assert calls(graph)["A.hook"] > 0


@pytest.mark.parametrize("text", ["", "x = 1", "class A(A): pass", "def f(): return f", "import main", "f = f()"])
def test_odd_programs_are_linked(text: str) -> None:
    assert calls(program(text)) is not None


def test_a_summary_depends_on_the_text_alone() -> None:
    # Cacheable by content: the same text gives equal data, whatever was summarized before.
    text = "import a\nclass B(a.C):\n  def f(self, x=1): return [g(y) for y in x]\n"
    first = summarize(text)
    summarize("def other(): pass")
    assert summarize(text) == first


def test_linking_leaves_summaries_as_they_are() -> None:
    text = "class A:\n  def f(self): self.g()\n  def g(self): pass\nA().f()\n"
    summary = summarize(text)
    graph = link([(("a.py",), summary)], 0)
    graph.suppose()
    assert summary == summarize(text)
    assert calls(link([(("a.py",), summary)], 0)) == {"A.f": 1, "A.g": 1}


LINKED = """
import email, glob, hashlib, importlib, json, os, sys, xml
from slowspot.analyzers.program.graph import link
from slowspot.analyzers.program.lowering import summarize
for package in (email, importlib, json, xml):
    paths = sorted(glob.glob(os.path.join(os.path.dirname(package.__file__), "**", "*.py"), recursive=True))
    graph = link([(tuple(path.split(os.sep)), summarize(open(path, encoding="utf-8").read())) for path in paths])
    graph.suppose()
    flow = graph.flow
    found = [graph.frequencies().calls, *map(list, (flow.targets.items(), flow.accesses.items(), flow.sizes.items()))]
    print(package.__name__, len(flow.targets), hashlib.sha256(repr(found).encode()).hexdigest())
"""


def test_the_graph_is_the_same_for_all_hash_seeds() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", LINKED],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, timeout=120,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(told) == 1
