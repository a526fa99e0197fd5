"""docs/keys.md says what the tables say that bind the keys."""

from __future__ import annotations

from memtui.tui.actions import ACTIONS, use_keys
from memtui.tui.keys_page import PAGE, keys_page


def test_the_page_of_keys_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == keys_page(), "make docs writes it again"


def test_every_action_stands_on_the_page_once() -> None:
    page = keys_page()
    assert all(page.count(f"| `{action.id}` |") == 1 for action in ACTIONS)


def test_the_page_shows_the_keys_that_actions_have_of_themselves() -> None:
    before = keys_page()
    use_keys({"undo": ("f5",)})
    try:
        assert keys_page() == before
    finally:
        use_keys({})
