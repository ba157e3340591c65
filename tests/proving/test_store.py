"""The store of proofs: found by the function's text and its rewrite, gone when either changes, never in the way."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from slowspot.analyzers.proving.proofs.identity import edited, identity_of
from slowspot.analyzers.proving.proofs.rewrites import key_of
from slowspot.analyzers.proving.proofs.store import KEPT, ProofStore, ProofStoreError

from .proofs_by_hand import SHOP, fix_of, proved, refuted, slower


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.py"
    path.write_text(SHOP, "utf-8")
    return path


def test_proof_comes_back_as_it_went_in(shop: Path) -> None:
    document, finding, _, rewrite = fix_of(shop)
    store = ProofStore(str(shop.parent))
    for make in (proved, refuted, slower):
        stored = store.add(make(rewrite), [finding], document=document)
        found = ProofStore(str(shop.parent)).for_finding(str(shop), document, finding)
        texts = replace(rewrite, before="", after="")
        assert found == replace(stored, proof=replace(stored.proof, rewrite=texts))
        assert found == ProofStore(str(shop.parent)).for_rewrite(rewrite)
    assert len(list((shop.parent / ".slowspot" / "proofs").glob("*.json"))) == 1


def test_identity_is_the_same_from_texts_and_from_edits(shop: Path) -> None:
    document, _, fix, rewrite = fix_of(shop)
    assert identity_of(rewrite) == edited(document, "cheapest", fix.edits)
    assert identity_of(rewrite).key == key_of(rewrite)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("LIMIT = 3", "LIMIT = 4", True),  # nothing that it mentions
        ("LIMIT = 3\n", "import os\n\n\ndef other():\n    return 1\n\n\nLIMIT = 3\n", True),
        ("[0]", "[0]  # the first", False),
        ("def cheapest(prices)", "def cheapest(prices: list)", False),
        ("LIMIT = 3", "LIMIT = 3\nsorted = list", False),
    ],
)
def test_proof_is_gone_when_the_function_or_what_it_mentions_changes(
    old: str, new: str, found: bool, shop: Path
) -> None:
    document, finding, _, rewrite = fix_of(shop)
    ProofStore(str(shop.parent)).add(proved(rewrite), [finding], document=document)
    assert old in SHOP
    changed = SHOP.replace(old, new)
    if "sorted =" in new:  # the rule says nothing of a name that it does not know: the place is asked for
        store = ProofStore(str(shop.parent))
        other = replace(rewrite, before=changed, after=changed.replace("sorted(prices)[0]", "min(prices)"))
        assert store.for_rewrite(other) is None
        return
    document, finding, _, rewrite = fix_of(shop, text=changed)
    store = ProofStore(str(shop.parent))
    assert (store.for_finding(str(shop), document, finding) is not None) == found
    assert (store.for_rewrite(rewrite) is not None) == found


def test_another_rewrite_of_the_same_function_has_no_proof(shop: Path) -> None:
    *_, rewrite = fix_of(shop)
    store = ProofStore(str(shop.parent))
    store.add(proved(rewrite))
    assert store.for_rewrite(rewrite) is not None
    assert store.for_rewrite(replace(rewrite, after=rewrite.after.replace("min(", "max("))) is None
    assert store.for_rewrite(replace(rewrite, after="import os\n" + rewrite.after)) is None
    assert store.for_rewrite(replace(rewrite, path=str(shop.parent / "other.py"))) is None


def test_method_depends_on_what_its_class_has(tmp_path: Path) -> None:
    path = tmp_path / "shop.py"
    text = (
        "class Shop:\n    KEYS = 1\n\n    def __init__(self):\n        self.rows = []\n\n    def load(self, rows):\n"
        "        return sorted(self.clean(rows))[0]\n\n    def clean(self, rows):\n        return rows\n\n"
        "    def other(self):\n        return 1\n"
    )
    document, finding, _, rewrite = fix_of(path, text=text)
    store = ProofStore(str(tmp_path))
    store.add(proved(rewrite), [finding], document=document)
    for old, new, found in [
        ("return 1", "return 2", True),
        ("        return rows", "        return rows[:]", False),
        ("self.rows = []", "self.rows = ()", False),
        ("class Shop:", "class Shop(dict):", False),
    ]:
        document, finding, _, _ = fix_of(path, text=text.replace(old, new))
        assert (store.for_finding(str(path), document, finding) is not None) == found, new


def test_damaged_files_are_told_and_the_others_are_found(shop: Path) -> None:
    document, finding, _, rewrite = fix_of(shop)
    store = ProofStore(str(shop.parent))
    stored = store.add(proved(rewrite), [finding], document=document)
    folder = shop.parent / ".slowspot" / "proofs"
    [good] = folder.glob("*.json")
    record = json.loads(good.read_text("utf-8"))
    hostile = []
    for number, change in enumerate([
        "{", "[" * 100_000, "{}", '{"schema": "slowspot.stored-proof/9"}', "\0" * 2_000_000,
        {"made": "soon"}, {"places": [[1]]}, {"places": 3}, {"key": "0" * 24},
        {"proof": {**record["proof"], "verdict": "certain"}},
        {"proof": {**record["proof"], "measured": {"note": "", "sets": []}}},
        {"proof": {**record["proof"], "inputs": {"generated": "many"}}},
        {"proof": {**record["proof"], "seconds": float("nan")}},
    ]):  # fmt: skip
        name = f"{stored.identity.before}-{number:024x}.json"
        data = change if isinstance(change, str) else json.dumps({**record, "key": f"{number:024x}", **change})
        (folder / name).write_text(data, "utf-8")
        hostile.append(name)
    os.mkfifo(folder / f"{stored.identity.before}-{'f' * 24}.json")
    store = ProofStore(str(shop.parent))
    assert store.for_finding(str(shop), document, finding) is not None
    assert {os.path.basename(error.path) for error in store.damaged} == {
        *hostile, f"{stored.identity.before}-{'f' * 24}.json",
    }  # fmt: skip
    assert store.clear() == len(hostile) + 2
    assert not store


def test_another_process_is_noticed(shop: Path) -> None:
    document, finding, _, rewrite = fix_of(shop)
    mine, other = ProofStore(str(shop.parent)), ProofStore(str(shop.parent))
    assert mine.for_finding(str(shop), document, finding) is None
    assert not mine.refresh()
    other.add(proved(rewrite), [finding], document=document)
    assert mine.refresh()
    assert mine.for_finding(str(shop), document, finding) is not None
    assert not mine.refresh()


def test_oldest_proofs_go(shop: Path) -> None:
    *_, rewrite = fix_of(shop)
    store = ProofStore(str(shop.parent))
    folder = shop.parent / ".slowspot" / "proofs"
    folder.mkdir(parents=True)
    for number in range(KEPT + 5):
        (folder / f"{number:016x}-{number:024x}.json").write_text("{}", "utf-8")
        os.utime(folder / f"{number:016x}-{number:024x}.json", (number, number))
    store.add(proved(rewrite))
    assert len(list(folder.glob("*.json"))) == KEPT
    assert store.for_rewrite(rewrite) is not None
    assert (shop.parent / ".slowspot" / ".gitignore").read_text("utf-8").endswith("*\n")


def test_what_cannot_be_written_is_told(shop: Path) -> None:
    *_, rewrite = fix_of(shop)
    (shop.parent / ".slowspot").write_text("in the way", "utf-8")
    store = ProofStore(str(shop.parent))
    assert store.for_rewrite(rewrite) is None
    with pytest.raises(ProofStoreError, match="cannot be written"):
        store.add(proved(rewrite))
