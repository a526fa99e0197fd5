"""What else a service has, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from memtui.core.errors import MemtuiError, ServiceError, UnreachableError
from memtui.core.filters import Condition
from memtui.tui.actions import ACTIONS
from memtui.tui.service.menu import LETTERS
from tests.tui.service_pages.driver import pages
from tests.tui.service_pages.made_up import HOSTILE, FullService


def test_every_page_of_the_service_is_in_the_menu() -> None:
    named = {action.id for action in ACTIONS if action.id.startswith("service.")}
    assert set(LETTERS.values()) == named


async def test_letters_and_enter_open_pages(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path, (80, 24)) as ui:
        await ui.press("S")
        assert ui.head.startswith("Service")
        assert ui.rows[0] == "e Events Work that the service does after it has answered."
        await ui.press("e")
        assert ui.title == "Events"
        await ui.press("escape", "S", "j", "j", "enter")
        assert ui.title == "Summary"
        await ui.press("escape", "S", "@")
        assert ui.title == "Requests sent"
        await ui.press("escape", "S", "!")
        assert ui.title == "Last error"
        await ui.press("q")
        assert not ui.is_open


async def test_what_the_service_lacks_says_why_and_does_not_open(tmp_path: Path) -> None:
    service = FullService(lacks={"events": "this server settles at once", "exports": f"no {HOSTILE}"})
    async with pages(service, tmp_path) as ui:
        await ui.press("S")
        assert ui.rows[0] == "e Events off: this server settles at once"
        assert "\x1b" not in ui.drawn
        assert ui.row.startswith("m Summary")
        await ui.press("e")
        assert ui.said == "Events is off: this server settles at once"
        assert ui.title == "Service"
        await ui.press("k", "up", "up", "up", "enter")
        assert (ui.title, "(enter opens)" in ui.keys) == ("Service", True)
        await ui.press("escape")
        await ui.do("service.events")
        assert not ui.is_open
        assert ui.browse.state.notice == "Events is off: this server settles at once"


async def test_a_click_twice_opens(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        await ui.press("S")
        await ui.pilot.click(ui.row_list, offset=(5, 2), times=2)
        await ui.idle()
        assert ui.title == "Summary"


# The last error ------------------------------------------------------------------------------------


async def test_when_nothing_went_wrong_that_is_said(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        await ui.press("!")
        assert ui.text == "Nothing went wrong so far."
        assert "(y copies)" in ui.keys


async def test_the_last_error_is_shown_in_full_and_harmless(tmp_path: Path) -> None:
    raw = "<html>\n" + HOSTILE * 3 + "\n</html>"
    error = ServiceError("It broke.", status=502, hint="Look there.", raw=raw)
    async with pages(FullService(), tmp_path, (80, 24)) as ui:
        ui.browse.tell_failure("list", error)
        await ui.press("!")
        assert ui.text.startswith(
            "It broke.\n\nLook there.\n\nstatus 502\n\nwhat the service answered\n  <html>"
        )
        assert "\x1b" not in ui.drawn
        assert "[@click=app.quit]x[/]" in ui.text


async def test_what_failed_elsewhere_is_kept_after_the_list_is_well_again(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        ui.browse.tell_failure("entities", UnreachableError("Nobody answers."))
        await ui.press("ctrl+r", "!")
        assert ui.text == "Nobody answers."


async def test_a_plan_that_failed_is_the_last_error(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        await ui.do("journal")
        assert ui.browse.last_error is not None
        assert ui.browse.last_error.message == "memtui can only list this service."


async def test_it_is_copied_with_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(app: object, text: str, **_: object) -> str:
        copied.append(text)
        return "copied"

    monkeypatch.setattr("memtui.tui.clipboard.copy_text", copy)
    async with pages(FullService(), tmp_path) as ui:
        ui.browse.tell_failure("list", MemtuiError("It broke.", hint="Look.", raw="\x1bRAW"))
        await ui.press("!", "y")
        assert copied == ["It broke. Look.\n\n\x1bRAW"]


# The summary ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"a": 1, "b": {"c": ["x", None]}}, "a  1\nb\n  c\n    • x\n    • null"),
        ([{"summary": "two\nlines"}], "summary\n  two\n  lines"),
        ([{"a": 1}, ["b"]], "•\n  a  1\n•\n  • b"),
        ("just text", "just text"),
        (True, "true"),
        ([], "The service has nothing to say of it."),
        (None, "The service has nothing to say of it."),
        ({"empty": {}, "none": []}, "empty  {}\nnone  []"),
    ],
)
async def test_any_summary_is_drawn_to_be_read(tmp_path: Path, said: object, shown: str) -> None:
    service = FullService()
    service.said = said
    async with pages(service, tmp_path) as ui:
        await ui.press("S", "m")
        assert ui.text == shown
        assert ui.head == "of everything"


async def test_a_hostile_or_endless_summary_does_no_harm(tmp_path: Path) -> None:
    service = FullService()
    deep: object = {"end": HOSTILE}
    for _ in range(200):
        deep = {HOSTILE: deep}
    service.said = [deep, HOSTILE, ["x"] * 5000]
    async with pages(service, tmp_path, (60, 20)) as ui:
        await ui.press("S", "m")
        assert "\x1b" not in ui.drawn
        ui.assert_fits()
        await ui.press("G", "g", "pagedown", "j", "k", "ctrl+d", "ctrl+u")
        assert ui.is_open


async def test_a_summary_is_of_what_the_list_shows(tmp_path: Path) -> None:
    service = FullService()
    service.said = "ok"
    async with pages(service, tmp_path) as ui:
        await ui.press("=", *"user_id = alice", "enter", "S", "m")
        assert ui.head == "of user_id = alice"
        asked = [entry for entry in service.asked if isinstance(entry, tuple) and entry[0] == "summary"]
        assert "alice" in str(asked)
        service.failure = MemtuiError("Not now.")
        await ui.press("ctrl+r")
        assert (ui.said, ui.text) == ("Not now.", "ok")


async def test_of_what_it_is_is_drawn_as_marks(tmp_path: Path) -> None:
    async with pages(FullService(), tmp_path) as ui:
        ui.browse.list_again(filter=Condition("user_id", "eq", HOSTILE))
        await ui.idle()
        await ui.press("S", "m")
        assert "user_id = " in ui.head
        assert not set("\x1b\x07\u202e") & set(ui.drawn)
