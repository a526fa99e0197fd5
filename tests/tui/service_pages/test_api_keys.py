"""The page of API keys: a secret that is seen once, and a deletion that nothing takes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memtui.core.access import ApiKey
from memtui.tui.service import secret
from tests.ops.faults import Fault, lost, status
from tests.ops.settings_service import SettingsService
from tests.tui.driver import NOW
from tests.tui.service_pages.made_up import HOSTILE
from tests.tui.service_pages.settings_driver import SettingsDriver, settings

SECRET = "m0sk_once_only"
SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])


@pytest.fixture
def service() -> SettingsService:
    return SettingsService()


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put on the clipboard."""
    found: list[str] = []

    async def copy(_: object, text: str) -> str:
        found.append(text)
        return "copied 14 characters"

    monkeypatch.setattr(secret, "copy_text", copy)
    return found


async def made(ui: SettingsDriver, label: str = "laptop") -> None:
    """Make a key."""
    await ui.press("a")
    await ui.type(label)
    await ui.press("enter")


def assert_nowhere(folder: Path) -> None:
    """Nothing of the secret was written to any file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


async def test_what_is_there(service: SettingsService, tmp_path: Path) -> None:
    used = replace(service.the_keys["k1"], last_used_at=NOW.isoformat(), created_at=NOW.isoformat())
    service.the_keys = {"k1": used, "k2": ApiKey("k2", "old", "m0sk_cd")}
    async with settings(service, tmp_path, page="api_keys") as ui:
        assert ui.rows == ["ci m0sk_ab… used now", "old m0sk_cd used never"]
        assert "begins with" in ui.text
    service.the_keys.clear()
    async with settings(service, tmp_path, page="api_keys") as ui:
        assert ui.rows[0] == "No API keys"


@SIZES
async def test_it_fits(service: SettingsService, tmp_path: Path, size: tuple[int, int]) -> None:
    async with settings(service, tmp_path, size, page="api_keys") as ui:
        for keys in ((), ("a",), ("x", "enter")):
            await ui.press(*keys)
            ui.assert_fits()
        assert SECRET in ui.everything


async def test_a_secret_is_shown_once_and_kept_nowhere(
    service: SettingsService, tmp_path: Path, copied: list[str]
) -> None:
    async with settings(service, tmp_path, page="api_keys") as ui:
        await made(ui)
        assert ui.title == "New API key"
        assert SECRET in ui.everything
        assert "It is shown this once" in ui.everything
        await ui.press("y")
        assert (copied, ui.said) == ([SECRET], "copied 14 characters")
        await ui.press("escape")
        assert ui.rows == ["ci m0sk_ab… used never", "laptop m0sk_zz… used never"]
        assert SECRET not in ui.everything
        await ui.press("j", "Y", "escape", "J")
        assert SECRET not in ui.everything
    # Nothing of it was written anywhere.
    assert_nowhere(tmp_path)


async def test_it_is_not_left_by_a_slip(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="api_keys") as ui:
        await made(ui)
        await ui.press("escape")
        assert ui.said == "It is never shown again. Is it kept somewhere?"
        await ui.press("escape")
        assert SECRET in ui.everything
        await ui.press("escape", "y")
        assert ui.title == "API keys"


async def test_a_key_needs_a_label(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="api_keys") as ui:
        await made(ui, " ")
        assert ui.said == "a key needs a label: nothing was made"
        await ui.press("a", "x", "escape")
        assert service.sent == []


async def test_an_answer_that_is_lost_may_have_made_a_key(service: SettingsService, tmp_path: Path) -> None:
    service.script("create_api_key", Fault(after=lost()), Fault(before=status(403)))
    async with settings(service, tmp_path, page="api_keys") as ui:
        await made(ui)
        assert "It may have been made all the same, and its secret is lost" in ui.said
        await made(ui)
        assert ui.said == "The service failed with status 403."


async def test_the_page_stays_while_a_key_is_made(service: SettingsService, tmp_path: Path) -> None:
    gate = service.hold("create_api_key")
    async with settings(service, tmp_path, page="api_keys") as ui:
        await ui.press("a", "x")
        await ui.poke("enter")
        await gate.reached.wait()
        await ui.poke("escape", "a")
        assert ui.keys == "(esc closes)"
        gate.opened.set()
        await ui.idle()
        assert SECRET in ui.everything
        assert len(service.sent) == 1


async def test_a_deletion_wants_its_label_typed_and_stays_done(
    service: SettingsService, tmp_path: Path
) -> None:
    async with settings(service, tmp_path, page="api_keys") as ui:
        await ui.press("d")
        assert "! A deleted API key cannot come back" in ui.preview
        assert "forgets" not in ui.preview_keys
        await ui.type("cI")
        await ui.press("enter")
        assert service.sent == []
        await ui.press("backspace")
        await ui.type("i")
        await ui.press("enter")
        assert service.the_keys == {}
        assert ui.said == "done: Delete API key ci"
        assert "undoes" not in ui.keys
        assert ui.titles == ["revoke: delete API key ci"]
        await ui.press("escape", "J")
        assert "(u undoes)" in ui.preview_keys
        await ui.press("u")
        assert "a deleted API key cannot come back" in ui.everything


async def test_read_only_says_why_nothing_can_be_changed(service: SettingsService, tmp_path: Path) -> None:
    service.read_only = True
    async with settings(service, tmp_path, page="api_keys") as ui:
        for key in "ad":
            await ui.press(key)
            assert "read-only" in ui.said


async def test_hostile_text_is_drawn_as_marks(service: SettingsService, tmp_path: Path) -> None:
    service.the_keys = {"k1": ApiKey("k1", HOSTILE, HOSTILE, HOSTILE, HOSTILE)}
    async with settings(service, tmp_path, page="api_keys") as ui:
        for keys in ((), ("d",)):
            await ui.press(*keys)
            assert not set("\x1b\x07\u202e") & set(ui.everything)
