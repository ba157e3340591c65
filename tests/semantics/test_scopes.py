"""Which scope owns a name, and what binds it there."""

from __future__ import annotations

import sys

from .probing import ask, names, owners, types


def check(source: str, *expected: str | None) -> None:
    assert owners(source) == list(expected)


def kinds(source: str) -> list[list[str]]:
    return ask(source, lambda node, at: [binding.kind for binding in at.bindings(node)])


def test_an_assigned_name_belongs_to_its_function() -> None:
    check("def f():\n    x = 1\n    probe(x)", "function f")


def test_a_parameter_belongs_to_its_function() -> None:
    check("def f(a, /, b, *c, d, **e):\n    probe(a), probe(b), probe(c), probe(d), probe(e)", *["function f"] * 5)


def test_a_free_name_belongs_to_the_function_around() -> None:
    check("def f():\n    x = 1\n    def g():\n        probe(x)", "function f")


def test_a_name_bound_below_its_use_is_local_all_the_same() -> None:
    check("x = 1\ndef f():\n    probe(x)\n    x = 2", "function f")


def test_global_makes_a_name_the_modules() -> None:
    check("def f():\n    global x\n    x = 1\n    probe(x)", None)


def test_global_below_its_use_counts() -> None:
    # Python refuses a use in the very function, and takes one in a function in it.
    check("def f(c):\n    x = 1\n    def g():\n        h = lambda: probe(x)\n        if c:\n            global x", None)


def test_a_function_in_one_with_global_sees_the_modules_name() -> None:
    check("def f():\n    x = 1\n    def g():\n        global x\n        def h():\n            probe(x)", None)


def test_nonlocal_refers_to_the_function_around() -> None:
    source = "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    probe(x)"
    check(source, "function f")
    assert kinds(source) == [["assign", "assign"]]


def test_a_class_is_invisible_to_its_methods() -> None:
    check("def f():\n    x = 1\n    class C:\n        x = 2\n        def m(self):\n            probe(x)", "function f")


def test_a_class_that_binds_a_name_does_not_hide_its_methods_use_of_an_outer_one() -> None:
    source = """
    def f():
        x = []
        class C:
            x = 1
            def m(self):
                x.append(1)
        probe(x)
    """
    assert ask(source, lambda node, at: [usage.kind for usage in at.usages(node)]) == [["captured", "argument"]]


def test_a_method_with_nonlocal_binds_past_a_class() -> None:
    source = """
    def f():
        x = []
        class C:
            x = 1
            def m(self):
                nonlocal x
                x = ()
        probe(x)
    """
    assert kinds(source) == [["assign", "assign"]]


def test_a_class_at_module_level_is_invisible_to_its_methods() -> None:
    check("class C:\n    x = 1\n    def m(self):\n        probe(x)", None)


def test_a_class_body_sees_its_own_names() -> None:
    check("def f():\n    class C:\n        x = 1\n        probe(x)", "class C")


def test_nothing_is_known_of_names_in_a_class_body() -> None:
    # Before the assignment it is the module's or a builtin.
    assert names("class C:\n    probe(list)\n    list = 1") == [None]
    assert names("def f():\n    class C:\n        probe(list)\n        list = 1") == [None]


def test_a_comprehension_owns_its_targets() -> None:
    check("def f(xs):\n    return [probe(x) for x in xs]", "comprehension")


def test_the_first_iterable_is_read_outside_the_comprehension() -> None:
    check("def f(x):\n    return [y for x in probe(x)]", "function f")


def test_further_iterables_are_read_inside_the_comprehension() -> None:
    check("def f(xs):\n    return [y for x in xs for y in probe(x)]", "comprehension")


def test_a_comprehension_in_a_class_body_does_not_see_the_class() -> None:
    check("def f():\n    class C:\n        x = 1\n        ys = [probe(x) for y in z]", None)


def test_the_first_iterable_of_a_comprehension_in_a_class_body_sees_the_class() -> None:
    check("def f():\n    class C:\n        x = 1\n        ys = [y for y in probe(x)]", "class C")


def test_a_comprehension_in_a_member_of_a_class_sees_builtins_and_not_the_class() -> None:
    assert names("class C:\n    list = 1\n    x = [probe(list) for y in z]") == ["builtins.list"]


def test_a_walrus_in_a_comprehension_binds_outside() -> None:
    source = "def f(xs):\n    [y := x for x in xs]\n    probe(y)"
    check(source, "function f")
    assert kinds(source) == [["walrus"]]


def test_a_walrus_in_nested_comprehensions_binds_in_the_function() -> None:
    check("def f(xs):\n    [[y := x for x in z] for z in xs]\n    probe(y)", "function f")


def test_a_walrus_in_a_lambda_binds_in_the_lambda() -> None:
    check("def f():\n    return lambda: (y := 1, probe(y))", "lambda")


def test_a_walrus_in_a_comprehension_heeds_global() -> None:
    check("def f(xs):\n    global y\n    [y := x for x in xs]\n    probe(y)", None)


def test_a_lambdas_default_is_read_outside() -> None:
    check("def f(x):\n    return lambda x=probe(x): x", "function f")


def test_a_functions_default_and_decorator_are_read_outside() -> None:
    check("def f(x):\n    @probe(x)\n    def g(x=probe(x)): pass", "function f", "function f")


def test_del_makes_a_name_local() -> None:
    source = "x = 1\ndef f():\n    probe(x)\n    del x"
    check(source, "function f")
    assert kinds(source) == [["delete"]]


def test_everything_that_binds_is_found() -> None:
    source = """
    def f(a):
        for b in a: pass
        with a as (c, *d): pass
        try: pass
        except E as e: pass
        import g.h, i as j
        from k import l as m
        class n: pass
        def o(): pass
        p: int
        q += 1
        r, [s, *t] = a
        probe(b), probe(c), probe(d), probe(e), probe(g), probe(j), probe(m), probe(n), probe(o), probe(p), probe(q)
        probe(r), probe(s), probe(t)
    """
    assert kinds(source) == [
        [kind]
        for kind in (
            "for", "with", "with", "except", "import", "import", "import", "class", "def", "annotate", "augment",
            "unpack", "unpack", "unpack",
        )
    ]  # fmt: skip


def test_match_captures_bind() -> None:
    source = """
    def f(subject):
        match subject:
            case [a, *b]: pass
            case {"k": c, **d}: pass
            case P(e, x=g) as h: pass
            case (1 | 2) as i: pass
        probe(a), probe(b), probe(c), probe(d), probe(e), probe(g), probe(h), probe(i)
    """
    assert kinds(source) == [["match"]] * 8


def test_names_in_patterns_are_read_not_bound() -> None:
    assert names("import m\ndef f(s):\n    match s:\n        case m.X: probe(m)") == ["m"]


def test_a_local_name_is_local_only_in_functions() -> None:
    source = "x = 1\nprobe(x)\ndef f(y):\n    global z\n    z = 1\n    probe(x), probe(y), probe(z)"
    assert ask(source, lambda node, at: at.is_local(node)) == [False, False, True, False]


def test_paths_behind_a_star_count_from_the_end() -> None:
    source = "def f(v):\n    a, *b, (c, d), e = v\n    probe(a), probe(b), probe(c), probe(d), probe(e)"
    assert ask(source, lambda node, at: at.bindings(node)[0].path) == [(0,), (-1,), (-3, 0), (-3, 1), (-2,)]


if sys.version_info >= (3, 12):

    def test_type_parameters_are_seen_in_the_function() -> None:
        check("def f[T](x: T):\n    probe(T)", "type-parameters f")

    def test_type_parameters_hide_builtins_in_annotations() -> None:

        assert types("def f[list](x: list, y: dict):\n    probe(x), probe(y)") == ["unknown", "~dict"]

    def test_type_parameters_of_a_class_are_seen_in_its_methods() -> None:
        check("class C[T]:\n    def m(self):\n        probe(T)", "type-parameters C")

    def test_a_method_of_a_generic_class_has_a_self() -> None:
        source = "class C[T]:\n    def __init__(self):\n        self.x = []\n        probe(self.x)"

        assert types(source) == ["list"]

    def test_a_generic_method_has_a_self() -> None:
        source = "class C:\n    def m[T](self, y: T):\n        self.x = []\n        probe(self.x)"

        assert types(source) == ["list"]

    def test_a_generic_method_does_not_see_its_class() -> None:
        check("def f():\n    class C:\n        x = 1\n        def m[T](self):\n            probe(x)", None)

    def test_a_type_alias_is_a_binding_of_no_known_type() -> None:

        assert types("type A[T] = list[T]\ndef f(x: A):\n    probe(x), probe(A)") == ["unknown", "unknown"]
