"""The filters that a person saved: kept whole, for each service apart, and never lost to a mistake."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memtui.core.errors import DataError
from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter
from memtui.state.saved_filters import MOST_RECENT, SavedFilters
from tests.strategies import broken_texts, filters, law


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where filters are saved, in a folder that is not there yet."""
    return tmp_path / "memtui" / "filters.json"


@pytest.fixture
def saved(path: Path) -> SavedFilters:
    return SavedFilters(path, "svc")


def test_nothing_is_saved_at_first(saved: SavedFilters, path: Path) -> None:
    assert saved.named() == {}
    assert saved.recent() == []
    assert not path.exists()


def test_what_is_saved_is_there_again(saved: SavedFilters, path: Path) -> None:
    saved.save("mine", "user_id = alice")
    saved.save("  Größe 東京  ", 'keywords icontains "größe"')
    saved.use("run_id = *")
    again = SavedFilters(path, "svc")
    assert list(again.named().items()) == [
        ("mine", "user_id = alice"),
        ("Größe 東京", 'keywords icontains "größe"'),
    ]
    assert again.recent() == ["run_id = *"]
    assert "東京" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_filters_are_for_their_owners_eyes(saved: SavedFilters, path: Path) -> None:
    saved.save("mine", "user_id = alice")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_name_is_saved_anew_in_its_place(saved: SavedFilters) -> None:
    for name in ("a", "b", "c"):
        saved.save(name, f"user_id = {name}")
    saved.save("b", "run_id = *")
    assert list(saved.named().items()) == [("a", "user_id = a"), ("b", "run_id = *"), ("c", "user_id = c")]
    saved.save("b", "app_id = *", at=0)
    assert list(saved.named()) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("at", "order"), [(0, "new a b"), (1, "a new b"), (2, "a b new"), (9, "a b new"), (None, "a b new")]
)
def test_a_new_one_may_be_put_at_a_place(saved: SavedFilters, at: int | None, order: str) -> None:
    saved.save("a", "user_id = a")
    saved.save("b", "user_id = b")
    saved.save("new", "run_id = *", at=at)
    assert list(saved.named()) == order.split()


def test_services_are_kept_apart(saved: SavedFilters, path: Path) -> None:
    other = SavedFilters(path, "other")
    saved.save("mine", "user_id = alice")
    saved.use("user_id = alice")
    other.save("mine", "user_id = bob")
    assert (saved.named(), other.named()) == ({"mine": "user_id = alice"}, {"mine": "user_id = bob"})
    assert (saved.recent(), other.recent()) == (["user_id = alice"], [])
    other.delete("mine")
    assert saved.named() == {"mine": "user_id = alice"}


def test_renaming_keeps_the_place(saved: SavedFilters) -> None:
    for name in ("a", "b", "c"):
        saved.save(name, f"user_id = {name}")
    saved.rename("b", " new ")
    assert list(saved.named().items()) == [("a", "user_id = a"), ("new", "user_id = b"), ("c", "user_id = c")]
    saved.rename("new", "new")
    assert list(saved.named()) == ["a", "new", "c"]


@pytest.mark.parametrize(
    ("name", "new", "says"),
    [
        ("a", "b", "There is a filter 'b' already."),
        ("a", " b ", "There is a filter 'b' already."),
        ("a", "", "A saved filter needs a name."),
        ("a", " \n", "A saved filter needs a name."),
        ("gone", "new", "There is no filter 'gone' any more."),
        ("gone", "a", "There is no filter 'gone' any more."),
    ],
)
def test_a_rename_that_cannot_be(saved: SavedFilters, name: str, new: str, says: str) -> None:
    saved.save("a", "user_id = a")
    saved.save("b", "user_id = b")
    with pytest.raises(DataError) as refused:
        saved.rename(name, new)
    assert refused.value.message == says
    assert saved.named() == {"a": "user_id = a", "b": "user_id = b"}


@pytest.mark.parametrize("name", ["", "  ", "\t\n"])
def test_a_filter_needs_a_name(saved: SavedFilters, path: Path, name: str) -> None:
    with pytest.raises(DataError, match="needs a name"):
        saved.save(name, "user_id = a")
    assert not path.exists()


def test_deleting_twice_is_deleting(saved: SavedFilters) -> None:
    saved.save("a", "user_id = a")
    saved.delete("a")
    saved.delete("a")
    saved.delete("never there")
    assert saved.named() == {}


def test_the_filters_that_were_used_last(saved: SavedFilters) -> None:
    for number in range(MOST_RECENT + 5):
        saved.use(f"user_id = u{number}")
    assert len(saved.recent()) == MOST_RECENT
    assert saved.recent()[:2] == ["user_id = u54", "user_id = u53"]
    saved.use("user_id = u53")
    assert saved.recent()[:2] == ["user_id = u53", "user_id = u54"]
    assert len(saved.recent()) == MOST_RECENT


CHANGES: dict[str, Callable[[SavedFilters], object]] = {
    "named": lambda saved: saved.named(),
    "recent": lambda saved: saved.recent(),
    "save": lambda saved: saved.save("a", "user_id = a"),
    "rename": lambda saved: saved.rename("a", "b"),
    "delete": lambda saved: saved.delete("a"),
    "use": lambda saved: saved.use("user_id = a"),
}


@pytest.mark.parametrize("call", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"text"',
        b'{"svc": []}',
        b'{"svc": null}',
        b'{"svc": "text"}',
        b'{"svc": {"named": []}}',
        b'{"svc": {"named": "text"}}',
        b'{"svc": {"named": null}}',
        b'{"svc": {"named": {"a": 3}}}',
        b'{"svc": {"named": {"a": null}}}',
        b'{"svc": {"named": {"a": ["user_id = a"]}}}',
        b'{"svc": {"recent": {}}}',
        b'{"svc": {"recent": "user_id = a"}}',
        b'{"svc": {"recent": null}}',
        b'{"svc": {"recent": [3]}}',
        b'{"svc": {"recent": [["user_id = a"]]}}',
    ],
    ids=lambda content: content[:40].decode("latin-1"),
)
def test_a_file_that_cannot_be_understood_is_said_and_left_alone(
    saved: SavedFilters, path: Path, content: bytes, call: Callable[[SavedFilters], object]
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        call(saved)
    assert str(path) in refused.value.message
    assert refused.value.hint == "Mend it, or move it away."
    assert path.read_bytes() == content


@pytest.mark.parametrize("own", [{}, {"named": {}}, {"recent": []}, {"named": {"a": "run_id = *"}}])
def test_what_is_missing_is_empty(saved: SavedFilters, path: Path, own: dict[str, Any]) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"svc": own}))
    assert saved.named() == own.get("named", {})
    assert saved.recent() == []


def test_what_another_memtui_keeps_there_stays(saved: SavedFilters, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"svc": {"named": {}, "later": [1]}, "other": {"named": 3}, "version": 2}))
    saved.save("a", "user_id = a")
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["svc"]["later"] == [1]
    assert (kept["other"], kept["version"]) == ({"named": 3}, 2)
    with pytest.raises(DataError):
        SavedFilters(path, "other").named()


def test_a_folder_in_its_place_is_said(saved: SavedFilters, path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(DataError):
        saved.named()
    with pytest.raises(DataError):
        saved.save("a", "user_id = a")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_what_two_save_at_once_is_all_kept(path: Path) -> None:
    def save(number: int) -> None:
        SavedFilters(path, "svc").save(f"n{number}", f"user_id = u{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(24)))
    assert SavedFilters(path, "svc").named() == {f"n{number}": f"user_id = u{number}" for number in range(24)}


def test_a_link_stays_a_link(saved: SavedFilters, path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.json"
    path.parent.mkdir()
    path.symlink_to(real)
    saved.save("a", "user_id = a")
    assert path.is_symlink()
    assert json.loads(real.read_text(encoding="utf-8"))["svc"]["named"] == {"a": "user_id = a"}


@law(30)
@given(
    st.dictionaries(broken_texts.filter(str.strip), broken_texts, max_size=4),
    st.lists(broken_texts, max_size=4),
)
def test_law_any_text_is_kept(
    tmp_path_factory: pytest.TempPathFactory, named: dict[str, str], used: list[str]
) -> None:
    path = tmp_path_factory.mktemp("saved") / "filters.json"
    saved = SavedFilters(path, "svc")
    for name, text in named.items():
        saved.save(name, text)

    def in_json(text: str) -> str:
        # Two halves of a character that stand together are one in JSON, and so are they in a filter.
        return str(json.loads(json.dumps(text)))

    for text in used:
        saved.use(in_json(text))
    again = SavedFilters(path, "svc")
    assert again.named() == {in_json(name.strip()): in_json(text) for name, text in named.items()}
    assert again.recent() == list(dict.fromkeys(in_json(text) for text in reversed(used)))


@law(30)
@given(filters)
def test_law_a_saved_filter_is_the_same_filter(
    tmp_path_factory: pytest.TempPathFactory, tree: Filter
) -> None:
    path = tmp_path_factory.mktemp("saved") / "filters.json"
    SavedFilters(path, "svc").save("mine", format_filter(tree))
    assert parse(SavedFilters(path, "svc").named()["mine"]) == tree
