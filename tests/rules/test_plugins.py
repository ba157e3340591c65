"""Rules of others: found where they are installed, held to the same promises, and no danger to a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers import plugins
from slowspot.analyzers.project.cache import code_identity
from slowspot.analyzers.rules import names, registry
from slowspot.analyzers.settings import Settings
from slowspot.analyzers.settings_reading import parse
from slowspot.cli.analysis.running import rule_set
from slowspot.cli.main import main

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "plugin"
SLOW = "import uuid\n\n\ndef key():\n    return str(uuid.uuid4()).replace('-', '')\n"

RULE = '''"""One sentence."""
import ast
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers

def check(node, at):
    {body}

RULE = Rule(slug="{slug}", code="{code}", family="strings", stage="stable",
            triggers=Triggers(calls=frozenset({{"replace"}})), check=check)
'''


def rule(slug: str, code: str, body: str = "return Match(node, 'seen')") -> str:
    return RULE.format(slug=slug, code=code, body=body)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that pip has installed the example into, from a wheel made here: nothing is fetched."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    folder = tmp_path_factory.mktemp("plugin")
    name, version = project["name"].replace("-", "_"), project["version"]
    wheel, about = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in sorted((EXAMPLE / name).glob("*.py")):
            archive.write(path, f"{name}/{path.name}")
        points = "".join(
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
            for group, table in project["entry-points"].items()
        )
        archive.writestr(f"{about}/entry_points.txt", points)
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n")
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", folder / "site", wheel], check=True, timeout=120)
    return folder / "site"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(plugins.ENVIRONMENT, "")
    monkeypatch.setenv("SLOWSPOT_CACHE_DIR", str(tmp_path / "cache"))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("slowspot_copies", "acme", "other"):
            del sys.modules[name]
    registry.load.cache_clear()
    registry._plugin_rules.cache_clear()
    registry._PLUGIN_BY_CODE.clear()
    names.forget()
    rule_set.cache_clear()


@pytest.fixture
def installed(target: Path, monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    monkeypatch.syspath_prepend(str(target))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "a.py").write_text(SLOW, "utf-8")
    return folder


def install(site: Path, name: str, files: dict[str, str], version: str = "1.0") -> None:
    """Lay a plugin down as an installation leaves it."""
    for file, text in files.items():
        path = site / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    about = site / f"{name}_rules-{version}.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text(
        f"[console_scripts]\nx = y:z\n\n[{plugins.GROUP}]\n{name} = {name}\n", "utf-8"
    )


def analyze(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = main(["analyze", "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)


def found(report: Any) -> list[str]:
    return [finding["code"] for finding in report["findings"]]


# -- what an installed plugin is


def test_a_plugin_that_pip_installed_is_found_and_finds(installed: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert [(it.name, it.distribution, it.version) for it in plugins.installed()] == [
        ("copies", "slowspot_copies", "1.0")
    ]
    code, report = analyze(capsys)
    (finding,) = report["findings"]
    assert (code, finding["rule"], finding["code"], finding["fix"]["safety"]) == (
        1, "uuid-hex-replace", "DUP102", "safe",
    )  # fmt: skip


def test_a_process_of_its_own_finds_it_too(target: Path, project: Path) -> None:
    path = os.pathsep.join(filter(None, [str(target), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "slowspot.cli", "rules", "--plugins"],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines()[0] == "copies (slowspot_copies 1.0)"
    assert "DUP102  uuid-hex-replace" in done.stdout


@pytest.mark.parametrize("name", ["uuid-hex-replace", "DUP102", "DUP", "copies"])
def test_its_rules_are_named_as_ours_and_by_the_plugin(installed: None, name: str) -> None:
    assert "uuid-hex-replace" in [rule.slug for rule in registry.resolve(name)]


def test_a_comment_silences_its_findings(installed: None, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").write_text(SLOW.rstrip() + "  # slowspot: ignore[copies]\n", "utf-8")
    assert analyze(capsys)[1]["findings"] == []


@pytest.mark.parametrize(("written", "codes"), [("[]", []), ('["copies"]', ["DUP102"])])
def test_settings_say_which_plugins_may_run(
    installed: None, project: Path, capsys: pytest.CaptureFixture[str], written: str, codes: list[str]
) -> None:
    (project / "slowspot.toml").write_text(f"plugins = {written}\n", "utf-8")
    assert found(analyze(capsys)[1]) == codes


def test_a_plugin_that_may_not_run_is_not_imported(installed: None) -> None:
    assert Settings(plugins=()).rules()
    assert "slowspot_copies" not in sys.modules


def test_without_plugins_their_names_in_settings_are_no_error(
    installed: None, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "slowspot.toml").write_text('plugins = ["copies"]\nignore = ["DUP101"]\n', "utf-8")
    code, report = analyze(capsys, "--no-plugins")
    assert (code, report["findings"], "slowspot_copies" in sys.modules) == (0, [], False)


def test_its_rules_have_options(installed: None) -> None:
    settings, problems = parse({"rules": {"deepcopy-in-loop": {"copiers": ["shop.clone"]}}})
    assert (problems, settings.rule_options) == ([], (("deepcopy-in-loop", "copiers", ("shop.clone",)),))


def test_results_of_another_version_are_others(target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identities = {code_identity()}
    for number, version in enumerate(("1.0", "1.1")):
        site = tmp_path / str(number) / "site-packages"
        install(site, "acme", {"__init__.py": rule("acme-a", "ACM101")}, version)
        with monkeypatch.context() as context:
            context.syspath_prepend(str(site))
            identities.add(code_identity())
    assert len(identities) == 3


def test_what_lies_in_the_current_folder_is_no_plugin(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(project, "acme", {"__init__.py": "raise SystemExit('run')"})
    monkeypatch.syspath_prepend(str(project))
    assert plugins.installed() == ()


def test_that_a_folder_holds_none_is_kept_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    for number in range(60):
        (site / f"p{number}-1.dist-info").mkdir(parents=True)
    os.utime(site, (1, 1))
    monkeypatch.setattr(sys, "path", [str(site)])
    assert (plugins.installed(), plugins.identity()) == ((), "")
    assert str(site) in json.loads((tmp_path / "cache" / plugins.KEPT).read_text("utf-8"))
    plugins._look.cache_clear()
    with monkeypatch.context() as context:
        context.setattr(plugins, "_of", None)
        assert plugins.installed() == ()
    install(site, "acme", {"__init__.py": ""})
    plugins._look.cache_clear()
    assert [plugin.name for plugin in plugins.installed()] == ["acme"]


# -- what is wrong with one


@pytest.mark.parametrize(
    ("files", "message", "codes"),
    [
        ({"__init__.py": "raise ZeroDivisionError('no')"},
         "acme is off: it cannot be imported: ZeroDivisionError: no", []),
        ({"__init__.py": "raise SystemExit(3)"}, "acme is off: it cannot be imported: SystemExit: 3", []),
        ({"__init__.py": "print('hello')", "good.py": rule("acme-good", "ACM101"), "bad.py": "RULE = 3\n"},
         "the rule in acme.bad is off: RULE is a int, not a Rule", ["ACM101"]),
        ({"__init__.py": "", "a.py": rule("acme-a", "SLP101")},
         "the rule in acme.a is off: 'SLP101' is no code: two to six capital letters other than SLP, and three digits",
         []),
        ({"__init__.py": "", "a.py": rule("sorted-first", "ACM101")},
         "its rule sorted-first is off: sorted-first is Slowspot's own already", []),
        ({"__init__.py": "", "a.py": rule("acme-a", "ACM101"), "b.py": rule("acme-b", "ACM101")},
         "its rule acme-b is off: ACM101 is a rule of acme already", ["ACM101"]),
        ({"__init__.py": ""}, "acme declares no rules: no module in it has a RULE", []),
    ],
)  # fmt: skip
def test_a_broken_one_is_told_of_and_off_and_the_run_goes_on(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    message: str,
    codes: list[str],
) -> None:
    install(tmp_path / "site", "acme", files)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    for _ in range(2):  # once more from the cache
        code, report = analyze(capsys)
        assert (code, found(report)) == (1 if codes else 0, codes)
        assert [(note["path"], note["kind"], note["message"]) for note in report["notes"]] == [
            ("plugin acme", "plugin", message)
        ]


def test_a_rule_of_it_that_crashes_is_off_for_that_file(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path / "site", "acme", {"__init__.py": "", "a.py": rule("acme-a", "ACM101", "raise ValueError(7)")})
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    code, report = analyze(capsys)
    assert (code, report["findings"], report["notes"][0]["kind"]) == (3, [], "rule-crash")


# -- slowspot rules test, slowspot rules new


def test_the_example_keeps_its_promises(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert main(["rules", "test", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out.endswith("2 rules, 0 broken promises\n")


def test_a_new_rule_keeps_its_promises_until_it_is_broken(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert main(["rules", "new", "other-look-up", "--code", "OTH101"]) == 0
    assert main(["rules", "new", "other-look-up"]) == 2
    assert main(["rules", "test", "other_look_up.py"]) == 0
    del sys.modules["other_look_up"]
    registry.load.cache_clear()
    path = project / "other_look_up.py"
    path.write_text(path.read_text("utf-8").replace("«", "").replace("»", ""), "utf-8")
    capsys.readouterr()
    assert main(["rules", "test", "other_look_up.py"]) == 1
    assert "example 0: finds what is marked: it marks: expected []" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nowhere", "a.txt", "empty"])
def test_what_holds_no_rules_is_wrong_usage(project: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.txt").write_text("", "utf-8")
    (project / "empty").mkdir()
    assert main(["rules", "test", name]) == 2
    assert capsys.readouterr().err.startswith(f"slowspot: error: {name}: ")
