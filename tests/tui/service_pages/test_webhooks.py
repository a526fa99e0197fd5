"""The page of webhooks: what is called, and every change of it with its preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memtui.core.errors import ServiceError
from memtui.core.projects import WEBHOOK_EVENTS, Webhook
from memtui.ops.work import Patience
from tests.ops.faults import Fault, status
from tests.ops.settings_service import HOOK, SettingsService
from tests.tui.service_pages.made_up import HOSTILE
from tests.tui.service_pages.settings_driver import settings

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
IDLE = replace(HOOK, id="w9", name="old", is_active=False, event_types=("memory_update",))


@pytest.fixture
def service() -> SettingsService:
    return SettingsService()


async def test_what_is_there(service: SettingsService, tmp_path: Path) -> None:
    service.the_webhooks[IDLE.id] = IDLE
    async with settings(service, tmp_path, page="webhooks") as ui:
        assert [row.split()[:4] for row in ui.rows] == [
            ["deploys", "active", "2", "events"], ["old", "idle", "1", "event"]
        ]  # fmt: skip
        assert "https://example.test/hook?token=s3cret" in ui.text
        assert "• memory_add\n• memory_delete" in ui.text
        await ui.press("j")
        assert "not active: kept, never called" in ui.text


async def test_none_says_what_they_are_for(service: SettingsService, tmp_path: Path) -> None:
    service.the_webhooks.clear()
    async with settings(service, tmp_path, page="webhooks") as ui:
        assert ui.rows[0] == "No webhooks"
        assert "(e edits)" in ui.keys
        await ui.press("d")
        assert ui.said == "deletes is off: there is no row under the cursor"


@SIZES
async def test_it_fits(service: SettingsService, tmp_path: Path, size: tuple[int, int]) -> None:
    async with settings(service, tmp_path, size, page="webhooks") as ui:
        for keys in ((), ("e",), ("escape", "a"), ("escape", "enter")):
            await ui.press(*keys)
            ui.assert_fits()


async def test_a_new_one(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, (80, 24), page="webhooks") as ui:
        await ui.press("a")
        assert ui.title == "Webhook"
        await ui.type("alerts")
        await ui.press("tab")
        await ui.type("https://example.test/alerts")
        await ui.press("tab", "space", "ctrl+s")
        assert ui.on_top == "PlanModal"
        assert ui.preview.split("\n")[:2] == ["Add webhook alerts", "1 will be added"]
        assert "+ events: memory_add" in ui.preview
        assert service.sent == []
        await ui.press("y")
        assert ui.said == "done: Add webhook alerts"
        assert service.the_webhooks["w2"].event_types[0] == "memory_add"
        assert [row.split()[0] for row in ui.rows] == ["deploys", "alerts"]


async def test_what_cannot_be_called_is_said_where_it_stands(
    service: SettingsService, tmp_path: Path
) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("a", "ctrl+s")
        assert ui.said == "A webhook needs a name."
        await ui.type("x")
        await ui.press("ctrl+s")
        assert ui.said.startswith("'' is no address that can be called.")
        await ui.type("ftp://a")
        assert ui.said.endswith("It begins with https:// or http://.")
        await ui.press("ctrl+u")
        await ui.type("http://a.test")
        await ui.press("ctrl+s")
        assert ui.said == "A webhook needs at least one event."
        await ui.press("space", "ctrl+s")
        assert ui.on_top == "PlanModal"


async def test_an_edit_shows_before_and_after_and_can_be_declined(
    service: SettingsService, tmp_path: Path
) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("e")
        assert ui.form == {
            "name": "deploys", "url": HOOK.url,
            **{event: "on" if event in HOOK.event_types else "" for event in WEBHOOK_EVENTS},
        }  # fmt: skip
        await ui.press("end", "!", "tab", "tab", "space", "ctrl+s")
        assert "name: deploys → deploys!" in ui.preview
        assert "events: memory_add, memory_delete → memory_delete" in ui.preview
        await ui.press("n")
        # What was typed is not lost.
        assert (ui.form["name"], ui.form["memory_add"]) == ("deploys!", "")
        await ui.press("ctrl+s", "y")
        assert service.the_webhooks["w1"].name == "deploys!"
        assert ui.titles == ["edit: edit webhook deploys"]


async def test_nothing_typed_changes_nothing(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("e", "ctrl+s")
        assert "Nothing will change." in ui.preview
        await ui.press("escape", "escape")
        assert (ui.title, service.sent, ui.titles) == ("Webhooks", [], [])


async def test_a_deletion_is_taken_back_and_done_again(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        assert "u " not in ui.keys
        await ui.press("d")
        assert "! Undo makes it again under a new id." in ui.preview
        assert HOOK.url in ui.preview
        await ui.press("n")
        assert ui.said == "nothing was changed"
        await ui.press("d", "y")
        assert service.the_webhooks == {}
        assert "u undoes" in ui.keys
        await ui.press("u")
        assert "it gets a new id" in ui.preview
        await ui.press("y")
        assert ui.said == "done: Undo: delete webhook deploys (it gets a new id)"
        assert [(one.id, one.url) for one in service.the_webhooks.values()] == [("w2", HOOK.url)]
        assert "u does it again" in ui.keys
        await ui.press("u", "y")
        assert service.the_webhooks == {}


async def test_it_is_in_the_journal_of_the_browse_screen(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("d", "y", "escape", "u")
        assert "Undo: delete webhook deploys" in ui.preview
        await ui.press("y")
        assert list(service.the_webhooks) == ["w2"]
        await ui.press("J")
        assert ui.on_top == "JournalModal"


async def test_read_only_says_why_nothing_can_be_changed(service: SettingsService, tmp_path: Path) -> None:
    service.read_only = True
    async with settings(service, tmp_path, page="webhooks") as ui:
        assert "(a adds)  (e edits)  (d deletes)" in ui.keys
        for key in "aed":
            await ui.press(key)
            assert "is off: " in ui.said
            assert "read-only" in ui.said
        assert "deploys" in ui.rows[0]


async def test_what_somebody_else_did_meanwhile(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="webhooks") as ui:
        service.the_webhooks["w1"] = replace(HOOK, name="theirs")
        await ui.press("d", "y")
        assert ui.on_top == "OutcomeModal"
        assert "somebody changed it since (name: theirs)" in ui.preview
        await ui.press("o", "y", "y")
        assert service.the_webhooks == {}
        await ui.press("u", "y")
        assert [one.name for one in service.the_webhooks.values()] == ["theirs"]


async def test_a_failure_is_explained_and_can_be_tried_again(
    service: SettingsService, tmp_path: Path
) -> None:
    service.script("delete_webhook", Fault(before=status(422)))
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("d", "y")
        assert "Why: The service failed with status 422." in ui.preview
        await ui.press("r", "y")
        assert service.the_webhooks == {}


async def test_a_list_that_does_not_come_says_why(service: SettingsService, tmp_path: Path) -> None:
    service.script("webhooks", Fault(before=ServiceError("The service failed.", status=500, hint="Wait.")))
    async with settings(service, tmp_path, page="webhooks") as ui:
        assert ui.rows[0] == "That did not work"
        assert ui.said == "The service failed.\nWait."
        assert "(a adds)" in ui.keys
        await ui.press("ctrl+r")
        assert len(ui.rows) == 1
        assert "a adds" in ui.keys


async def test_nothing_else_is_done_while_a_change_is_under_way(
    service: SettingsService, tmp_path: Path
) -> None:
    gate = service.hold("delete_webhook")
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("d")
        await ui.poke("y")
        await gate.reached.wait()
        await ui.poke("escape", "d")
        assert ui.keys == "(esc stops waiting)"
        gate.opened.set()
        await ui.idle()
        assert service.the_webhooks == {}
        assert [call.name for call in service.sent] == ["delete_webhook"]


async def test_hostile_text_is_drawn_as_marks(service: SettingsService, tmp_path: Path) -> None:
    service.the_webhooks["w1"] = Webhook("w1", HOSTILE, HOSTILE, (HOSTILE,))
    async with settings(service, tmp_path, page="webhooks") as ui:
        for keys in ((), ("e",), ("escape", "d")):
            await ui.press(*keys)
            assert not set("\x1b\x07\u202e") & set(ui.everything)
        await ui.press("y")
        assert service.the_webhooks == {}
        await ui.press("u", "y")
        [back] = service.the_webhooks.values()
        assert (back.name, back.url, back.event_types) == (HOSTILE, HOSTILE, (HOSTILE,))


async def test_hostile_text_is_drawn_as_marks_while_it_is_changed(
    service: SettingsService, tmp_path: Path
) -> None:
    service.the_webhooks["w1"] = Webhook("w1", HOSTILE, HOSTILE, (HOSTILE,))
    gate = service.hold("delete_webhook")
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("d")
        await ui.poke("y")
        await gate.reached.wait()
        await ui.handled()
        assert ui.said.startswith("delete webhook evil")
        assert not set("\x1b\x07\u202e") & set(ui.everything)
        gate.opened.set()
        await ui.idle()


async def test_a_service_that_goes_away_leaves_it_to_be_taken_up(
    service: SettingsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memtui.ops.apply.Patience", lambda: Patience(pauses=(0.0,)))
    service.script("delete_webhook", Fault(only=0))
    async with settings(service, tmp_path, page="webhooks") as ui:
        await ui.press("d", "y")
        assert "Interrupted" in ui.preview
        await ui.press("r", "y")
        assert service.the_webhooks == {}
