"""Rewrites from files, patches and findings."""

from __future__ import annotations

import pytest
from slowspot.analyzers.proving.proofs.proof import Rewrite
from slowspot.analyzers.proving.proofs.rewrites import NoRewrite, also_changed, from_patch, from_text, key_of

BEFORE = '''\
"""Doc."""

import os


class Store:
    def load(self, names):
        return [name for name in names]

    def save(self):
        return os.sep


def find(items):
    # looks
    return sorted(items)[0]
'''


def test_a_function_alone_replaces_the_one_in_the_file() -> None:
    given = "import heapq\n\nLIMIT = 1\n\n\ndef find(items):\n    return min(items)\n"
    expected = BEFORE.replace("import os\n", "import os\nimport heapq\n").replace(
        "def find(items):\n    # looks\n    return sorted(items)[0]\n",
        "LIMIT = 1\n\n\ndef find(items):\n    return min(items)\n",
    )
    assert from_text("a.py", BEFORE, "find", given).after == expected


def test_a_method_is_indented_as_the_one_it_replaces() -> None:
    found = from_text("a.py", BEFORE, "Store.load", "def load(self, names):\n    return list(names)")
    assert found.after == BEFORE.replace("return [name for name in names]", "return list(names)")


def test_a_method_within_its_class_is_found() -> None:
    found = from_text(
        "a.py", BEFORE, "Store.load", "class Store:\n    def load(self, names):\n        return list(names)\n"
    )
    assert found.after == BEFORE.replace("return [name for name in names]", "return list(names)")


def test_the_only_function_takes_the_name_of_the_one_it_replaces() -> None:
    found = from_text("a.py", BEFORE, "find", "def find_fast(items):\n    return min(items)\n")
    assert "def find(items):\n    return min(items)\n" in found.after
    assert "find_fast" not in found.after


def test_a_whole_module_is_taken_as_it_is() -> None:
    after = BEFORE.replace("sorted(items)[0]", "min(items)")
    assert from_text("a.py", BEFORE, "find", after).after == after


def test_the_only_function_of_a_file_keeps_the_imports_that_it_needs() -> None:
    before = "import os\n\n\ndef find(items):\n    return [os.sep + item for item in items]\n"
    found = from_text("a.py", before, "find", "def find(items):\n    return [*map(os.sep.__add__, items)]\n")
    assert found.after.startswith("import os\n")


def test_other_functions_that_change_are_named() -> None:
    after = BEFORE.replace("sorted(items)[0]", "min(items)").replace("return os.sep", "return '/'")
    assert also_changed(from_text("a.py", BEFORE, "find", after)) == ["Store.save"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("def find(items:\n", "is not valid Python"),
        ("x = 1\n", "has no function find"),
        ("def a(): pass\ndef b(): pass\n", "has no function find"),
    ],
)
def test_what_is_no_rewrite_is_told(given: str, message: str) -> None:
    with pytest.raises(NoRewrite, match=message):
        from_text("a.py", BEFORE, "find", given)


def test_an_unknown_function_is_told_with_those_that_there_are() -> None:
    with pytest.raises(NoRewrite, match=r"no function lost \(it has: Store.load, Store.save, find\)"):
        from_text("a.py", BEFORE, "lost", "def lost(): pass\n")


PATCH = """\
--- a/pkg/a.py
+++ b/pkg/a.py
@@ -12,5 +12,5 @@
 
 
 def find(items):
     # looks
-    return sorted(items)[0]
+    return min(items)
"""  # noqa: W293 - a patch has lines of one blank


def test_a_patch_is_applied_where_its_lines_are() -> None:
    found = from_patch("/x/pkg/a.py", BEFORE, None, PATCH)
    assert (found.function, found.after) == ("find", BEFORE.replace("sorted(items)[0]", "min(items)"))
    moved = "# one more line\n" + BEFORE
    assert from_patch("/x/pkg/a.py", moved, "find", PATCH).after == moved.replace("sorted(items)[0]", "min(items)")


def test_a_patch_that_does_not_fit_is_told() -> None:
    with pytest.raises(NoRewrite, match="what it changes at line 12 is not there"):
        from_patch("/x/pkg/a.py", BEFORE.replace("# looks", "# sees"), None, PATCH)


def test_line_ends_are_kept() -> None:
    before = BEFORE.replace("\n", "\r\n")
    assert from_patch("/x/pkg/a.py", before, None, PATCH).after == before.replace("sorted(items)[0]", "min(items)")


def test_a_key_names_both_texts_of_the_function_and_nothing_else() -> None:
    after = BEFORE.replace("sorted(items)[0]", "min(items)")
    key = key_of(Rewrite("a.py", "find", BEFORE, after))
    above = "# moved\n"
    assert key_of(Rewrite("b.py", "find", above + BEFORE, above + after)) == key
    assert key_of(Rewrite("a.py", "find", BEFORE, after.replace("min", "max"))) != key
    assert key_of(Rewrite("a.py", "find", BEFORE.replace("# looks", "# sees"), after)) != key
    assert key_of(Rewrite("a.py", "find", BEFORE, "import math\n" + after)) != key
