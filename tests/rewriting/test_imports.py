"""How a file writes a qualified name, and where it gets a new import."""

from __future__ import annotations

import pytest
from slowspot.analyzers.rewriting.failure import CannotRewrite

from .harness import Rewriting, check, check_declined

USE = "\n\ndef f(x):\n    return g(x)\n"


def imported(before: str, qualified: str, *more: str) -> str:
    """The text after `g(x)` became a call of the qualified name(s)."""
    rewriting = Rewriting(before, "g(x)")
    node = rewriting("g(x)")
    written = [rewriting.rewrite.imported(name, node) for name in (qualified, *more)]
    rewriting.rewrite.replace(node, f"{'('.join(written)}({{x}}){')' * len(more)}", x=rewriting("x"))
    return rewriting.text


@pytest.mark.parametrize(
    ("head", "qualified", "written"),
    [
        ("import heapq\n", "heapq.nsmallest", "heapq.nsmallest"),
        ("import heapq as hq\n", "heapq.nsmallest", "hq.nsmallest"),
        ("from heapq import nsmallest\n", "heapq.nsmallest", "nsmallest"),
        ("from heapq import a, nsmallest as ns\n", "heapq.nsmallest", "ns"),
        ("import os\n", "os.path.join", "os.path.join"),
        ("from os import path\n", "os.path.join", "path.join"),
        ("import os, sys\nimport os.path\n", "os.path.join", "os.path.join"),
        ("import numpy as np\n", "numpy.concatenate", "np.concatenate"),
        ("import concurrent.futures\n", "concurrent.futures.Future", "concurrent.futures.Future"),
        ("import itertools\n", "itertools", "itertools"),
        ("import a; import re\n", "re.compile", "re.compile"),
    ],
)
def test_what_is_imported_is_used(head: str, qualified: str, written: str) -> None:
    assert imported(head + USE, qualified) == head + USE.replace("g(x)", f"{written}(x)")


def test_an_import_in_the_function_is_used() -> None:
    before = "def f(x):\n    import heapq as h\n    return g(x)\n"
    assert imported(before, "heapq.nsmallest") == before.replace("g(x)", "h.nsmallest(x)")


def test_an_import_that_two_functions_repeat_is_used() -> None:
    before = "def f(x):\n    import numpy as np\n    def h():\n        import numpy as np\n    return g(x)\n"
    assert imported(before, "numpy.full") == before.replace("g(x)", "np.full(x)")


def test_a_package_that_is_imported_late_is_not_imported_at_the_top() -> None:
    with pytest.raises(CannotRewrite):
        imported("def f(x):\n    def h():\n        import numpy as np\n    return g(x)\n", "numpy.full")


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("import os\nimport sys\n", "import heapq\nimport os\nimport sys\n"),
        ("import abc\nimport sys\n", "import abc\nimport heapq\nimport sys\n"),
        ("import abc\nfrom os import path\n", "import abc\nimport heapq\nfrom os import path\n"),
        ("from os import path\n", "import heapq\nfrom os import path\n"),
        ("import sys\nimport abc\n", "import sys\nimport abc\nimport heapq\n"),
        ("import abc\n\nimport numpy\n", "import abc\nimport heapq\n\nimport numpy\n"),
        ("import numpy\n", "import heapq\n\nimport numpy\n"),
        ("from . import a\n", "import heapq\n\nfrom . import a\n"),
        ("# note\nimport os\n", "# note\nimport heapq\nimport os\n"),
        ('"""Doc."""\n\n# group\nimport os\n', '"""Doc."""\n\nimport heapq\n# group\nimport os\n'),
        ("import abc  # why\n", "import abc  # why\nimport heapq\n"),
        ("from abc import (\n    A,\n    B,\n)\nimport sys\n",
         "from abc import (\n    A,\n    B,\n)\nimport heapq\nimport sys\n"),
        ("import abc, \\\n    ast\n", "import abc, \\\n    ast\nimport heapq\n"),
        ("from __future__ import annotations\n", "from __future__ import annotations\n\nimport heapq\n"),
        ("from __future__ import annotations\n\nimport os\n",
         "from __future__ import annotations\n\nimport heapq\nimport os\n"),
        ('"""Doc."""\n', '"""Doc."""\n\nimport heapq\n'),
        ('#!/bin/python\n# coding: utf-8\n"""Doc\nmore."""\n',
         '#!/bin/python\n# coding: utf-8\n"""Doc\nmore."""\n\nimport heapq\n'),
        ("#!/bin/python\n# coding: utf-8\n", "#!/bin/python\n# coding: utf-8\n\nimport heapq\n"),
        ("# Copyright\n# us\n", "# Copyright\n# us\n\nimport heapq\n"),
        ("try:\n    import heapq\nexcept ImportError:\n    heapq2 = None\n\nimport os\n",
         "try:\n    import heapq\nexcept ImportError:\n    heapq2 = None\n\nimport os\nfrom heapq import nsmallest\n"),
        ("if x:\n    import abc\n", "import heapq\n\nif x:\n    import abc\n"),
    ],
)  # fmt: skip
def test_a_new_import_goes_where_the_file_keeps_them(head: str, after: str) -> None:
    call = "nsmallest" if "import nsmallest" in after else "heapq.nsmallest"
    assert imported(head + USE, "heapq.nsmallest") == after + USE.replace("g(x)", f"{call}(x)")


def test_a_file_without_imports_gets_one_at_the_top() -> None:
    assert imported("def f(x):\n    return g(x)\n", "re.compile") == (
        "import re\n\n\ndef f(x):\n    return re.compile(x)\n"
    )


def test_a_comment_on_the_first_statement_stays_with_it() -> None:
    assert imported("#!/bin/python\n# about f\ndef f(x):\n    return g(x)\n", "re.compile") == (
        "#!/bin/python\nimport re\n\n\n# about f\ndef f(x):\n    return re.compile(x)\n"
    )


def test_an_import_has_the_newlines_of_the_file() -> None:
    before = ('"""Doc."""\n' + USE).replace("\n", "\r\n")
    assert imported(before, "re.compile") == (
        '"""Doc."""\n\nimport re\n' + USE.replace("g(x)", "re.compile(x)")
    ).replace("\n", "\r\n")  # fmt: skip


def test_third_party_imports_come_after_the_standard_library() -> None:
    assert imported("import os\n\nfrom . import a\n" + USE, "numpy.sum") == (
        "import os\n\nimport numpy as np\n\nfrom . import a\n" + USE.replace("g(x)", "np.sum(x)")
    )


@pytest.mark.parametrize(
    ("head", "qualified", "after", "written"),
    [
        ("", "collections.deque", "from collections import deque\n", "deque"),
        ("", "pathlib.Path", "from pathlib import Path\n", "Path"),
        ("", "functools.lru_cache", "from functools import lru_cache\n", "lru_cache"),
        ("from collections import Counter\n", "collections.deque", "from collections import Counter, deque\n", "deque"),
        ("from heapq import heappush\n", "heapq.heapify", "from heapq import heapify, heappush\n", "heapify"),
        ("from collections import (\n    Counter,\n)\n", "collections.deque",
         "from collections import (\n    Counter,\n)\nfrom collections import deque\n", "deque"),
        ("from heapq import heappush as h\n", "heapq.heapify",
         "import heapq\nfrom heapq import heappush as h\n", "heapq.heapify"),
        ("from collections import Counter  # c\n", "collections.deque",
         "from collections import Counter  # c\nfrom collections import deque\n", "deque"),
    ],
)  # fmt: skip
def test_names_are_imported_in_the_style_of_their_module(head: str, qualified: str, after: str, written: str) -> None:
    if not head:
        head, after = '"""Doc."""\n', '"""Doc."""\n\n' + after
    assert imported(head + USE, qualified) == after + USE.replace("g(x)", f"{written}(x)")


def test_a_shadowed_module_is_imported_by_name() -> None:
    before = "import heapq\n\n\ndef f(x, heapq):\n    return g(x)\n"
    after = "import heapq\nfrom heapq import nsmallest\n\n\ndef f(x, heapq):\n    return nsmallest(x)\n"
    assert imported(before, "heapq.nsmallest") == after


def test_names_that_are_all_taken_get_an_alias() -> None:
    before = "nsmallest = 1\n\n\ndef f(x, heapq):\n    return g(x)\n"
    after = (
        "from heapq import nsmallest as _nsmallest\n\nnsmallest = 1\n\n\ndef f(x, heapq):\n    return _nsmallest(x)\n"
    )
    assert imported(before, "heapq.nsmallest") == after


def test_a_rebound_import_is_not_trusted() -> None:
    before = "import heapq\n\nheapq = wrap(heapq)\n" + USE
    assert "from heapq import nsmallest\n" in imported(before, "heapq.nsmallest")


def test_an_import_below_the_use_is_not_enough() -> None:
    before = "r = g(x)\nimport heapq\n"
    assert check_declined(
        before,
        "g(x)",
        lambda r, w: w.replace(r("g(x)"), f"{w.imported('heapq.nsmallest', r('g(x)'))}({{x}})", x=r("x")),
    )


def test_several_imports_are_sorted() -> None:
    assert imported('"""Doc."""\n' + USE, "re.compile", "collections.deque", "heapq.heapify", "re.escape") == (
        '"""Doc."""\n\nimport heapq\nimport re\nfrom collections import deque\n'
        + USE.replace("g(x)", "re.compile(deque(heapq.heapify(re.escape(x))))")
    )


def test_several_names_of_one_module_are_imported() -> None:
    assert imported("import abc\n" + USE, "collections.deque", "collections.Counter") == (
        "import abc\nfrom collections import Counter\nfrom collections import deque\n"
        + USE.replace("g(x)", "deque(Counter(x))")
    )


def test_an_insertion_at_the_top_comes_below_the_import() -> None:
    def change(r: Rewriting, w: object) -> None:
        r.rewrite.insert_before(r.statement("r = g(x)"), f"p = {r.rewrite.imported('re.compile', r('g(x)'))}(x)")

    check("r = g(x)\n", "g(x)", change, "import re\n\np = re.compile(x)\nr = g(x)\n")
