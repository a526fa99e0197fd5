"""Feedback on the memory under the cursor: a verdict, a reason, and what becomes of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import TextArea

from memtui.core.errors import MemtuiError, RefusedError, ServiceError
from memtui.core.feedback import Feedback
from memtui.tui.modals.failure import FailureModal
from memtui.tui.modals.feedback import FeedbackModal
from memtui.tui.screens.browse import BrowseScreen
from tests.tui.driver import BrowseDriver, browse
from tests.tui.edit.driver import SUPPORT
from tests.tui.made_up import MadeUp

HOSTILE = "\x1b[31mred\u202e\x00 [/b] 'quoted'\ttab\nnext line"


class Judged(MadeUp):
    """A service that keeps the feedback that it is given, or fails; it may be held back."""

    capabilities = replace(MadeUp.capabilities, writing=SUPPORT)

    def __init__(self) -> None:
        super().__init__(50)
        self.given: list[Feedback] = []
        self.error: Exception | None = None
        self.held: asyncio.Event | None = None

    async def give_feedback(self, feedback: Feedback) -> None:
        if self.held is not None:
            await self.held.wait()
        if self.error is not None:
            raise self.error
        self.given.append(feedback)


class Unjudged(MadeUp):
    """A service that has nothing to take feedback with."""

    capabilities = replace(MadeUp.capabilities, writing=SUPPORT)


def hints(ui: BrowseDriver) -> str:
    bar = ui.app.screen.query_one("KeyBar")
    return " ".join(bar.render_line(0).text.split())


def is_open(ui: BrowseDriver) -> bool:
    return isinstance(ui.app.screen, FeedbackModal)


@pytest.mark.parametrize(
    ("keys", "verdict", "said"),
    [
        ("g", "POSITIVE", "feedback sent: good"),
        ("1", "POSITIVE", "feedback sent: good"),
        ("b", "NEGATIVE", "feedback sent: bad"),
        ("2", "NEGATIVE", "feedback sent: bad"),
        ("v", "VERY_NEGATIVE", "feedback sent: very bad"),
        ("3", "VERY_NEGATIVE", "feedback sent: very bad"),
        ("n", None, "feedback taken back"),
        ("4", None, "feedback taken back"),
    ],
)
async def test_a_key_and_enter_give_a_verdict(keys: str, verdict: str | None, said: str) -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("j", "b", *keys)
        assert is_open(ui) and service.given == []
        await ui.press("enter")
        assert [(one.memory_id, one.verdict, one.reason) for one in service.given] == [
            ("id-1", verdict, None)
        ]
        assert said in ui.status
        assert ui.focused == "memories"


async def test_arrows_and_enter_choose_and_a_reason_goes_with_it() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b", "down", "down", "enter")
        assert hints(ui) == "enter sends tab goes back esc leaves"
        await ui.type("gbvn 1234 is not a verdict")
        await ui.press("tab", "up", "tab", "enter")
        assert service.given == [Feedback("id-0", "NEGATIVE", "gbvn 1234 is not a verdict")]


async def test_ctrl_s_sends_from_anywhere() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b", "ctrl+s", "b", "v", *"no", "ctrl+s")
        assert service.given == [Feedback("id-0", "POSITIVE"), Feedback("id-0", "VERY_NEGATIVE", "no")]


async def test_what_is_typed_fast_lands_where_it_is_meant_to() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.burst("j", "b", "b", *"wrong, b 2", "enter", "enter", "j")
        assert service.given == [Feedback("id-1", "NEGATIVE", "wrong, b 2")]
        assert ui.app.screen is ui.screen


async def test_a_hostile_reason_is_drawn_with_marks_and_sent_as_it_was_typed() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b", "g")
        await ui.paste(HOSTILE)
        assert not {"\x1b", "\u202e", "\x00"} & set(ui.shown)
        assert "hidden" in ui.shown
        await ui.press("enter")
        assert service.given == [Feedback("id-0", "POSITIVE", HOSTILE)]


async def test_taking_back_sends_no_reason_and_says_so() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b", "g", *"fine", "tab", "n")
        assert "No reason is sent with it." in ui.shown
        assert hints(ui) == "enter sends esc leaves"
        await ui.press("enter")
        assert service.given == [Feedback("id-0", None)]


async def test_leaving_asks_before_it_loses_what_was_typed() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b", "escape")
        assert not is_open(ui)
        await ui.press("b", "g", *"because", "escape")
        assert "Discard what was typed?" in ui.shown
        await ui.press("x")
        assert "because" in ui.app.screen.query_one(TextArea).text
        await ui.press("escape", "escape")
        assert is_open(ui)
        await ui.press("escape", "y")
        assert not is_open(ui) and service.given == []


async def test_it_is_about_the_memory_under_the_cursor_and_marks_stay() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b")
        assert "marked" not in ui.shown
        await ui.press("escape", "space", "space", "b")
        assert "This is about one memory; what is marked stays out of it." in ui.shown
        assert "Row 2" in ui.shown
        await ui.press("g", "enter")
        assert service.given == [Feedback("id-2", "POSITIVE")]
        assert ui.marked == 2


@pytest.mark.parametrize(
    "error",
    [
        ServiceError(
            "The service failed (500).", status=500, hint="It does so for an id that it does not know."
        ),
        RefusedError("Not now."),
    ],
)
async def test_a_failure_is_told_with_its_hint_and_nothing_that_was_typed_is_lost(error: MemtuiError) -> None:
    service = Judged()
    service.error = error
    async with browse(service, size=(80, 24)) as ui:
        await ui.press("j", "b", "v", *"no good", "enter")
        if isinstance(ui.app.screen, FailureModal):
            assert error.message in ui.shown and error.hint in ui.shown
            await ui.press("escape")
        assert f"feedback not sent, b has it still: {error.message[:7]}" in ui.status
        await ui.press("j", "b")
        assert ui.app.screen.query_one(TextArea).text == "", "that is another memory"
        await ui.press("escape", "k", "b")
        assert ui.app.screen.query_one(TextArea).text == "no good"
        await ui.press("escape", "b")
        assert ui.app.screen.query_one(TextArea).text == "no good", "it is not given up by looking at it"
        service.error = None
        await ui.press("ctrl+s")
        assert service.given == [Feedback("id-1", "VERY_NEGATIVE", "no good")]
        await ui.press("b")
        assert ui.app.screen.query_one(TextArea).text == ""


async def test_a_mistake_of_memtuis_own_is_told_and_loses_nothing() -> None:
    service = Judged()
    service.error = ValueError("odd")
    async with browse(service) as ui:
        await ui.press("b", "g", *"fine", "enter")
        assert "memtui made a mistake (ValueError)." in ui.status
        await ui.press("b")
        assert ui.app.screen.query_one(TextArea).text == "fine"


async def test_sending_waits_for_nobody_and_two_of_them_both_arrive() -> None:
    service = Judged()
    service.held = asyncio.Event()
    async with browse(service) as ui:
        ui.send("b", "g", "enter")
        await ui.handled()
        assert "sending feedback" in ui.status
        ui.send("j", "b", "v", "enter")
        await ui.handled()
        service.held.set()
        await ui.idle()
        assert service.given == [Feedback("id-0", "POSITIVE"), Feedback("id-1", "VERY_NEGATIVE")]
        assert "feedback sent: very bad" in ui.status


async def test_a_service_that_takes_none_or_nothing_says_so() -> None:
    lacking = Judged()
    lacking.capabilities = replace(Judged.capabilities, lacks={"feedback": "this service takes none"})
    for service, said in (
        (lacking, "Feedback is off: this service takes none"),
        (MadeUp(5), "Feedback is off: this service is open read-only"),
    ):
        async with browse(service) as ui:
            await ui.press("b")
            assert isinstance(ui.app.screen, BrowseScreen)
            assert said in ui.status
    async with browse(Unjudged(5)) as ui:
        await ui.press("b", "g", "enter")
        assert "memtui knows no feedback of this service." in ui.shown


async def test_where_there_is_no_memory_there_is_nothing_to_judge() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("s", *"tea", "enter", "b")
        assert is_open(ui)
        await ui.press("escape", "escape")
    empty = Unjudged(0)
    async with browse(empty) as ui:
        await ui.press("b")
        assert "there is no memory under the cursor" in ui.status


async def test_the_mouse_chooses_and_sends() -> None:
    service = Judged()
    async with browse(service) as ui:
        await ui.press("b")
        await ui.pilot.click(ui.app.screen.query("VerdictRow")[2], offset=(5, 0))
        await ui.idle()
        await ui.type("no")
        await ui.pilot.click("KeyBar", offset=(1, 0))
        await ui.idle()
        assert service.given == [Feedback("id-0", "VERY_NEGATIVE", "no")]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (40, 14)])
async def test_it_fits(size: tuple[int, int]) -> None:
    async with browse(Judged(), size=size) as ui:
        await ui.press("b", "g")
        modal = ui.app.screen
        assert modal.region.contains_region(modal.query_one("#feedback").region)
        assert "enter sends" in ui.shown
        assert modal.query_one(TextArea).region.height >= 1


async def test_quitting_waits_for_feedback_that_is_on_its_way() -> None:
    service = Judged()
    service.held = asyncio.Event()
    async with browse(service) as ui:
        ui.send("b", "g", "enter")
        await ui.handled()
        ui.send("P")
        await ui.handled()
        assert "feedback is being sent still" in ui.status
        ui.send("q")
        await ui.handled()
        assert "leaving once the feedback is sent" in ui.status
        service.held.set()
        await ui.idle()
        assert not ui.app.is_running
    assert service.given == [Feedback("id-0", "POSITIVE")]


async def test_quitting_again_waits_for_nothing() -> None:
    service = Judged()
    service.held = asyncio.Event()
    async with browse(service) as ui:
        ui.send("b", "g", "enter")
        await ui.handled()
        ui.send("q", "q")
        await ui.handled()
        assert not ui.app.is_running


async def test_feedback_that_fails_is_told_to_whoever_was_about_to_leave() -> None:
    service = Judged()
    service.held, service.error = asyncio.Event(), RefusedError("Not now.")
    async with browse(service) as ui:
        ui.send("b", "g", "enter")
        await ui.handled()
        ui.send("q")
        await ui.handled()
        service.held.set()
        await ui.idle()
        assert "feedback not sent" in ui.status
        assert ui.app.is_running


async def test_whoever_types_something_meanwhile_is_not_thrown_out() -> None:
    service = Judged()
    service.held = asyncio.Event()
    async with browse(service) as ui:
        ui.send("b", "g", "enter")
        await ui.handled()
        ui.send("q")
        await ui.handled()
        ui.send("j", "b")
        await ui.handled()
        service.held.set()
        await ui.idle()
        assert ui.app.is_running
        assert is_open(ui)
