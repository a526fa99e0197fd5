"""Changes of settings as rows of the preview and the journal, and in full."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memtui.core.changes import AddedMemory, SettingChange
from memtui.state.journal import Verb
from memtui.tui.modals.items.item_row import RowLook
from memtui.tui.modals.items.item_words import who
from tests.tui.plan.test_rows import full, item, words

HOOK = {"name": "deploys", "url": "https://example.test/hook", "event_types": ["memory_add", "memory_delete"]}
EDIT = SettingChange(
    "project",
    "p1",
    {"custom_instructions": "Keep\nit", "custom_categories": [{"name": "food", "description": "Meals"}]},
    {"custom_instructions": "Keep\nthat", "custom_categories": None},
    "Demo",
)
MADE = SettingChange("webhook", "", None, HOOK, "deploys")
GONE = SettingChange("api_key", "k1", {"label": "ci"}, None, "ci")


@pytest.mark.parametrize(
    ("change", "verb", "planned", "done"),
    [
        (EDIT, "edit", "~ edit", "~ edited"),
        (MADE, "add", "+ add", "+ added"),
        (GONE, "revoke", "- delete", "- deleted"),
        (replace(MADE, key="w1", before=HOOK, after=None), "undo", "- delete", "- deleted"),
    ],
)
def test_a_sign_and_a_word(change: SettingChange, verb: Verb, planned: str, done: str) -> None:
    assert words(item(change), RowLook(verb)).startswith(f"{planned} ")
    assert words(item(change, "done"), RowLook(verb)).startswith(f"{done} ")


def test_a_row_says_what_it_is_and_what_changes() -> None:
    assert who(item(EDIT)) == "project Demo"
    assert words(item(EDIT), width=100).endswith("project Demo Keep↵itthat - category food: Meals")
    assert words(item(GONE)) == "- delete API key ci - label: ci"
    assert "forgotten" in words(item(GONE), RowLook(purged=True))
    assert "Meals" not in full(item(EDIT), RowLook(purged=True))


def test_in_full() -> None:
    assert full(item(EDIT)).split("\n") == [
        "~ edit  project Demo  p1", "", "instructions:", "Keep", "itthat", "", "- category food: Meals",
    ]  # fmt: skip
    made = replace(item(MADE, "done"), added=(AddedMemory("w9", "ADD"),))
    assert full(made).split("\n") == [
        "+ added  webhook deploys  w9",
        "",
        "+ name: deploys",
        "+ url: https://example.test/hook",
        "+ events: memory_add, memory_delete",
    ]
