"""Statements replaced, inserted, deleted: comments, blank lines, indentation, statements that share a line."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from slowspot.analyzers.rewriting.failure import CannotRewrite
from slowspot.analyzers.rewriting.rewrite import BlockRewrite
from slowspot.analyzers.source import Document

from .harness import Rewriting, check, check_declined, code

LOOP = code("""
    def f(xs, ys):
        # collects
        out = []

        # each of them
        for x in xs:
            if x in ys: out.append(x)

        return out  # sorted


    print(1)
    """)

Change = Callable[[Rewriting, BlockRewrite], object]


def test_insertion_goes_above_the_comments_of_the_statement() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        w.insert_before(r.statement("for x in xs:"), "wanted = set({s})", s=r("ys"))

    check(LOOP, "out = []", change, code("""
        def f(xs, ys):
            # collects
            out = []

            wanted = set(ys)
            # each of them
            for x in xs:
                if x in ys: out.append(x)

            return out  # sorted


        print(1)
        """))  # fmt: skip


def test_insertion_after_a_loop_keeps_the_blank_line_below() -> None:
    check(LOOP, "out = []", lambda r, w: w.insert_after(r.statement("for x in xs:"), "out.sort()"), code("""
        def f(xs, ys):
            # collects
            out = []

            # each of them
            for x in xs:
                if x in ys: out.append(x)
            out.sort()

            return out  # sorted


        print(1)
        """))  # fmt: skip


def test_operations_compose() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        name = w.name("wanted", r("ys"))
        w.insert_before(r.statement("for x in xs:"), "{name} = set({s})", s=r("ys"), name=name)
        w.replace(r("x in ys"), "{x} in {name}", x=r("x"), name=name)
        w.replace(r.statement("return out"), "return sorted({x})", x=r("out"))

    check(LOOP, "out = []", change, code("""
        def f(xs, ys):
            # collects
            out = []

            wanted = set(ys)
            # each of them
            for x in xs:
                if x in wanted: out.append(x)

            return sorted(out)  # sorted


        print(1)
        """))  # fmt: skip


def test_a_deleted_statement_leaves_its_comment_to_the_next() -> None:
    check(LOOP, "out = []", lambda r, w: w.delete(r.statement("out = []")), code("""
        def f(xs, ys):
            # collects

            # each of them
            for x in xs:
                if x in ys: out.append(x)

            return out  # sorted


        print(1)
        """))  # fmt: skip


def test_a_deleted_statement_without_comments_takes_its_blank_lines_along() -> None:
    before = "def f():\n    a = 1\n\n    b = 2\n\n    c = 3\n"
    check(before, "b = 2", lambda r, w: w.delete(r.statement("b = 2")), "def f():\n    a = 1\n\n    c = 3\n")


def test_a_deleted_last_statement_leaves_its_comment_at_the_end() -> None:
    before = "def f():\n    a = 1\n    # about b\n    b = 2\n\n\nx = 1\n"
    after = "def f():\n    a = 1\n    # about b\n\n\nx = 1\n"
    check(before, "b = 2", lambda r, w: w.delete(r.statement("b = 2")), after)


def test_a_comment_beside_a_deleted_statement_is_not_lost() -> None:
    before = "def f():\n    a = 1  # why\n    b = 2\n"
    assert "# why" in check_declined(before, "a = 1", lambda r, w: w.delete(r.statement("a = 1")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f():\n    for x in y:\n        a = 1\n", "def f():\n    for x in y:\n        pass\n"),
        ("def f():\n    if x: a = 1\n    else: b\n", "def f():\n    if x: pass\n    else: b\n"),
        ("def f():\n    b; a = 1; c\n", "def f():\n    b; c\n"),
        ("def f():\n    b; a = 1\n", "def f():\n    b\n"),
        ("def f():\n    a = 1; b  # c\n", "def f():\n    b  # c\n"),
        ("def f():\n    a = 1;\n    b\n", "def f():\n    b\n"),
        ("a = 1\n", ""),
        ("class C:\n    a = 1\n", "class C:\n    pass\n"),
        ("class C:\n    b = 2\n    a = 1\n", "class C:\n    b = 2\n"),
        ("class C:\n    a = 1\n\n    b = 2\n", "class C:\n\n    b = 2\n"),
        ("class C:\n    class D:\n        a = 1\n", "class C:\n    class D:\n        pass\n"),
    ],
)
def test_deletion(before: str, after: str) -> None:
    check(before, "a = 1", lambda r, w: w.delete(r.statement("a = 1")), after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f():\n\tif x: a = 1\n", "def f():\n\tif x:\n\t\tnew()\n\t\ta = 1\n"),
        ("def f():\n\tfor x in y: b; a = 1  # c\n", "def f():\n\tfor x in y:\n\t\tb\n\t\tnew()\n\t\ta = 1  # c\n"),
        ("def f():\r\n  b; a = 1; c  # d\r\n", "def f():\r\n  b\r\n  new()\r\n  a = 1; c  # d\r\n"),
        ("a = 1\n", "new()\na = 1\n"),
        ("# top\n\n# own\na = 1", "# top\n\nnew()\n# own\na = 1"),
        ("x = 2\n\n\n# own\na = 1\n", "x = 2\n\n\nnew()\n# own\na = 1\n"),
        ("class C:\n    # own\n    a = 1\n", "class C:\n    new()\n    # own\n    a = 1\n"),
        ("try: a = 1\nfinally: b\n", "try:\n    new()\n    a = 1\nfinally: b\n"),
        ("if b:\n   pass\nelse:\n   # own\n   a = 1\n", "if b:\n   pass\nelse:\n   new()\n   # own\n   a = 1\n"),
    ],
)
def test_insertion_before(before: str, after: str) -> None:
    check(before, "a = 1", lambda r, w: w.insert_before(r.statement("a = 1"), "new()"), after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f():\n    if x: a = 1  # c\n", "def f():\n    if x:\n        a = 1  # c\n        new()\n"),
        ("def f():\n    b; a = 1; c\n", "def f():\n    b; a = 1\n    new()\n    c\n"),
        ("def f():\n    a = 1", "def f():\n    a = 1\n    new()"),
        ("def f():\n    a = 1\n    # end\n", "def f():\n    a = 1\n    new()\n    # end\n"),
        ("class C:\n    a = 1\n\n    b = 2\n", "class C:\n    a = 1\n    new()\n\n    b = 2\n"),
    ],
)
def test_insertion_after(before: str, after: str) -> None:
    check(before, "a = 1", lambda r, w: w.insert_after(r.statement("a = 1"), "new()"), after)


@pytest.mark.parametrize(
    ("before", "template", "after"),
    [
        ("def f():\n    # own\n    a = 1  # c\n", "b()", "def f():\n    # own\n    b()  # c\n"),
        ("def f():\n    a = 1  # c\n", "b()\nd()", "def f():\n    b()  # c\n    d()\n"),
        ("def f():\n    x; a = 1; y  # c\n", "b()", "def f():\n    x; b(); y  # c\n"),
        ("def f():\n    x; a = 1; y  # c\n", "for i in z:\n    b()",
         "def f():\n    x\n    for i in z:\n        b()\n    y  # c\n"),
        ("def f():\n\tif x: a = 1\n", "for i in z:\n    b()", "def f():\n\tif x:\n\t\tfor i in z:\n\t\t\tb()\n"),
        ("def f():\n    if x: a = 1\n", "b()", "def f():\n    if x: b()\n"),
        ("class C:\n  def f(self):\n    a = 1\n", "if x:\n    b()", "class C:\n  def f(self):\n    if x:\n      b()\n"),
        ("a = 1\r\n", "if x:\n    b()\n", "if x:\r\n    b()\r\n"),
    ],
)  # fmt: skip
def test_replacement(before: str, template: str, after: str) -> None:
    check(before, "a = 1", lambda r, w: w.replace(r.statement("a = 1"), template), after)


def test_a_loop_becomes_a_comprehension() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        w.replace(r.statement("for x in xs:"), "out = [{x} for {x} in {xs} if {c}]", x="x", xs=r("xs"), c=r("x in ys"))
        w.delete(r.statement("out = []"))

    check(LOOP, "out = []", change, code("""
        def f(xs, ys):
            # collects

            # each of them
            out = [x for x in xs if x in ys]

            return out  # sorted


        print(1)
        """))  # fmt: skip


def test_the_comment_of_a_loop_header_stays() -> None:
    before = "def f():\n    for x in y:  # all\n        g(x)\n    return 1\n"
    check(before, "g(x)", lambda r, w: w.replace(r.statement("for x in y:"), "g({y})", y=r("y")),
          "def f():\n    g(y)  # all\n    return 1\n")  # fmt: skip


def test_a_comment_in_a_replaced_body_is_not_lost() -> None:
    before = "def f():\n    for x in y:\n        # each\n        g(x)\n"
    reason = check_declined(before, "g(x)", lambda r, w: w.replace(r.statement("for x in y:"), "g({y})", y=r("y")))
    assert reason == "a comment would be lost: # each"


def test_a_body_that_moves_keeps_its_comments() -> None:
    before = "def f():\n\t# loop\n\tfor x in y:  # all\n\t\t# each\n\t\tg(x)  # so\n\n\t\th()\n\treturn 1\n"
    after = (
        "def f():\n\t# loop\n\twith z:  # all\n\t\twhile 1:\n\t\t\t# each\n\t\t\tg(x)  # so\n\n\t\t\th()\n\treturn 1\n"
    )

    def change(r: Rewriting, w: BlockRewrite) -> None:
        loop = r.statement("for x in y:")
        assert isinstance(loop, ast.For)
        w.replace(loop, "with z:\n    while 1:\n        {body}", body=loop.body)

    check(before, "g(x)", change, after)


def test_a_statement_can_stand_in_its_own_replacement() -> None:
    before = "def f():\n    # own\n    g(x)  # c\n    return 1\n"
    check(before, "g(x)", lambda r, w: w.replace(r.statement("g(x)"), "if x:\n    {s}", s=r.statement("g(x)")),
          "def f():\n    # own\n    if x:  # c\n        g(x)\n    return 1\n")  # fmt: skip


def test_changes_inside_a_moved_body_are_made() -> None:
    def change(r: Rewriting, w: BlockRewrite) -> None:
        loop = r.statement("for x in y:")
        assert isinstance(loop, ast.For)
        w.replace(loop, "while 1:\n    {body}", body=loop.body)
        w.replace(r("x + 1"), "z")
        w.insert_before(r.statement("h()"), "i()")
        w.delete(r.statement("k()"))

    check("for x in y:\n    g(x + 1); h()\n    k()\n", "g(x + 1)", change, "while 1:\n    g(z)\n    i()\n    h()\n")


def test_an_elif_is_not_a_statement_of_its_own() -> None:
    before = "if a: pass\nelif b: pass\n"
    assert "elif" in check_declined(before, "b", lambda r, w: w.insert_before(r.statement("if b:"), "new()"))


def test_a_decorated_function_gets_lines_above_its_decorators() -> None:
    check("# own\n@d\ndef f(): pass\n", "d", lambda r, w: w.insert_before(r.statement("@d"), "new()"),
          "new()\n# own\n@d\ndef f(): pass\n")  # fmt: skip


def test_multi_line_strings_stay_as_they_are() -> None:
    before = "def f():\n    if x: a = '''\n  q\n'''\n"
    check(before, "a = '\\n  q\\n'", lambda r, w: w.insert_before(r.statement("a = '\\n  q\\n'"), "new()"),
          "def f():\n    if x:\n        new()\n        a = '''\n  q\n'''\n")  # fmt: skip


def test_a_broken_block_is_not_rewritten() -> None:
    document = Document("r = f(a\n")
    with pytest.raises(CannotRewrite, match="does not parse"):
        BlockRewrite(document, document.blocks[0])


@pytest.mark.parametrize("change", [
    lambda r, w: (w.replace(r("a"), "b"), w.replace(r("a"), "c")),
    lambda r, w: (w.delete(r.statement("r = a")), w.replace(r.statement("r = a"), "c")),
])  # fmt: skip
def test_contradicting_changes_are_declined(change: Change) -> None:
    assert check_declined("r = a\n", "a", change)


def test_names_collide_with_none() -> None:
    before = code("""
        import wanted_2

        def f(wanted):
            def g():
                wanted_3 = 1
            return wanted in wanted
        """)
    rewriting = Rewriting(before, "wanted in wanted")
    near = rewriting("wanted in wanted")
    names = [rewriting.rewrite.name(wanted, near) for wanted in ("wanted", "wanted", "list", "match", "free")]
    assert names == ["wanted_4", "wanted_5", "list_2", "match_2", "free"]
