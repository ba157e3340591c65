"""Programs that nobody can follow to the end: what is not known stays unknown, and nothing crashes or runs for long."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from slowspot.analyzers.linking.collecting import summary_of
from slowspot.analyzers.linking.program import Program
from slowspot.analyzers.source import Document

from .programs import findings, outside_of, planted

SLEEPS = "import time\n\ndef pause():\n    time.sleep(1)\n"
INDIRECT = "async-blocking-indirect"


def handler(body: str, head: str = "") -> str:
    return f"{head}\n\nasync def handle(request):\n    {body}\n"


def lines(files: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(path, line) for path, line, _ in findings(files)]


def test_functions_that_call_each_other_in_a_circle() -> None:
    files = {
        "a.py": "import b\nimport time\n\ndef f(n):\n    time.sleep(n)\n    b.g(n - 1)\n",
        "b.py": "import a\n\ndef g(n):\n    h(n)\n\ndef h(n):\n    a.f(n)\n    g(n)\n",
        "c.py": handler("b.g(3)", "import b"),
    }
    assert lines(files) == [("c.py", 4)]


def test_a_function_that_calls_itself() -> None:
    files = {
        "a.py": "import os\n\ndef walk(node):\n    os.system(node)\n    for child in node:\n        walk(child)\n",
        "c.py": handler("walk(request)", "from a import walk"),
    }
    assert lines(files) == [("c.py", 4)]


def test_a_circle_of_functions_that_do_nothing() -> None:
    files = {
        "a.py": "import b\ndef f(): b.f()\n",
        "b.py": "import a\ndef f(): a.f()\n",
        "c.py": handler("f()", "from a import f"),
    }
    assert lines(files) == []


def test_classes_that_inherit_in_a_circle() -> None:
    files = {
        "a.py": "from b import B\n\nclass A(B):\n    pass\n",
        "b.py": "from a import A\n\nclass B(A):\n    pass\n\nclass C(C):\n    pass\n",
        "c.py": handler("A().run(), B().run(), C().run()", "from a import A\nfrom b import B, C"),
    }
    assert lines(files) == []


def test_names_that_are_imported_in_a_circle() -> None:
    files = {
        "a.py": "from b import pause\n",
        "b.py": "from c import pause\n",
        "c.py": "from a import pause\n",
        "d.py": handler("pause()", "from a import pause"),
    }
    assert lines(files) == []


@pytest.mark.parametrize(
    "patch",
    [
        "import naps\nnaps.pause = print\n",
        "import naps\nsetattr(naps, 'pause', print)\n",
        "import naps\n\ndef install(fake):\n    naps.pause = fake\n",
    ],
)
def test_a_function_that_another_module_replaces(patch: str) -> None:
    files = {"naps.py": SLEEPS, "patch.py": patch, "c.py": handler("naps.pause()", "import naps\nimport patch")}
    assert lines(files) == []


def test_a_method_that_another_module_replaces() -> None:
    files = {
        "naps.py": "import time\n\nclass Naps:\n    def pause(self):\n        time.sleep(1)\n",
        "patch.py": "from naps import Naps\n\nNaps.pause = lambda self: None\n",
        "c.py": handler("Naps().pause()", "from naps import Naps"),
    }
    assert lines(files) == []


@pytest.mark.parametrize(
    "found",
    [
        "importlib.import_module(request.name)",
        "__import__(request.name)",
        "getattr(naps, request.name)",
        "globals()[request.name]",
        "vars(naps)[request.name]",
    ],
)
def test_what_is_called_is_known_when_it_runs(found: str) -> None:
    files = {"naps.py": SLEEPS, "c.py": handler(f"{found}.pause(), {found}()", "import importlib\nimport naps")}
    assert lines(files) == []


def test_packages_that_are_not_there() -> None:
    files = {
        "c.py": handler(
            "pause(), gone.nap(), far.nap(), Base().nap(), deep()",
            "import gone\nfrom . import far\nfrom gone.naps import pause, Base\nfrom ....above import deep",
        ),
        "d.py": "from gone import Base\n\nclass Own(Base):\n    def run(self):\n        self.pause()\n",
        "e.py": handler("Own().run()", "from d import Own"),
    }
    assert lines(files) == []


def test_a_definition_that_depends() -> None:
    """Either may be meant: nothing is certain."""
    text = "import sys\nimport time\n\nif sys.platform == 'win32':\n    def pause():\n        time.sleep(1)\n"
    text += "else:\n    def pause():\n        pass\n"
    assert lines({"naps.py": text, "c.py": handler("pause()", "from naps import pause")}) == []


def test_stubs_beside_modules_are_not_what_runs() -> None:
    files = {
        "naps.py": SLEEPS,
        "naps.pyi": "def pause() -> None: ...\ndef other(x: int) -> str: ...\nclass pause: ...\n",
        "c.py": handler("naps.pause()", "import naps"),
    }
    assert lines(files) == [("c.py", 4)]


def test_two_modules_of_one_name_in_two_folders() -> None:
    quick = "def pause():\n    pass\n"
    web = handler("naps.pause()", "from app import naps")
    files = {
        "one/app/__init__.py": "",
        "one/app/naps.py": SLEEPS,
        "one/app/web.py": web,
        "two/app/__init__.py": "",
        "two/app/naps.py": quick,
        "two/app/web.py": web,
    }
    assert lines(files) == [("one/app/web.py", 4)]


def test_a_module_of_the_program_that_is_named_as_a_library_is() -> None:
    files = {
        "requests.py": "def get(url):\n    return url\n",
        "prices.py": "import requests\n\ndef price(url):\n    return requests.get(url)\n",
        "c.py": handler("price(request)", "from prices import price"),
    }
    assert lines(files) == []


@pytest.mark.parametrize(
    "text",
    [
        "def pause(:\n",
        "import time\ndef pause():\n    time.sleep(1\n\nclass",
        "\x00",
        "(" * 400,
        "from naps import *\nfrom naps import pause as pause\nimport naps.naps.naps as naps\n",
        "pause = pause\n(pause) = [pause][0]\ndel pause\n",
        "class pause(pause, metaclass=pause): pause = pause\n",
        "@pause\ndef pause(pause=pause) -> pause: return pause()\n",
        "pause = functools.partial(pause)\n",
        "def pause(*, a, /): pass\n",
        "def make() -> tuple[()]: ...\ndef pause(x: list[()], y: Optional[()]) -> dict[()]: return make().x[0]()\n",
    ],
)
def test_text_that_is_no_program(text: str) -> None:
    files = {"naps.py": text, "c.py": handler("pause()", "from naps import pause")}
    assert lines(files) == []


def test_a_long_way() -> None:
    """500 functions, one file each, and no recursion of ours; of the way the first and the last calls are told."""
    files = {f"m{n}.py": f"import m{n + 1}\n\ndef f():\n    return m{n + 1}.f()\n" for n in range(500)}
    files["m500.py"] = "import time\n\ndef f():\n    time.sleep(1)\n"
    files["web.py"] = handler("m0.f()", "import m0")
    (called,) = outside_of({path: Document(text) for path, text in files.items()})["web.py"].calls.values()
    (effect,) = called.effects
    assert effect.certain
    assert [hop.path for hop in effect.hops] == [f"m{n}.py" for n in (*range(20), *range(481, 501))]


def test_a_module_of_20_000_functions() -> None:
    count = 20_000
    text = "import time\n\n\n" + "".join(f"def f{n}():\n    return f{n + 1}()\n\n\n" for n in range(count - 1))
    text += f"def f{count - 1}():\n    time.sleep(1)\n"
    program = Program()
    program.put("many.py", summary_of(Document(text)))
    program.put("web.py", summary_of(Document(handler("f0()", "from many import f0"))))
    assert program.link()


def test_tables_do_not_depend_on_the_order_of_files_nor_on_what_was_there_before() -> None:
    """One program becomes its twin, file by file: afterwards all is as if the twin had been there from the start."""
    for planted_program in planted()[::3]:
        files, twin = planted_program.files, planted_program.twin
        program = Program()
        tables: dict[str, bytes] = {}
        program.put("gone.py", summary_of(Document(SLEEPS)))
        for path, text in reversed([*files.items()]):
            program.put(path, summary_of(Document(text)))
        tables.update(program.link())
        assert program.link() == {}
        program.remove("gone.py")
        for path, text in twin.items():
            program.put(path, summary_of(Document(text)))
            tables.update(program.link())
        fresh = Program()
        for path, text in twin.items():
            fresh.put(path, summary_of(Document(text)))
        assert {path: table for path, table in tables.items() if table} == fresh.link(), planted_program.name


def test_a_module_far_away_that_is_named_as_a_library_is() -> None:
    """A copied `requests.py` in some folder is not what other folders import."""
    files = {
        "copies/old/requests.py": "def get(url):\n    return url\n",
        "shop/prices.py": "import requests\n\ndef price(url):\n    return requests.get(url)\n",
        "shop/c.py": handler("price(request)", "from prices import price"),
    }
    assert lines(files) == [("shop/c.py", 4)]
