"""Typing a memory."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from textual.geometry import Region

from memtui.core.changes import NewMemory
from memtui.core.display import is_plain
from memtui.core.models import ScopeField
from memtui.core.profile import ServiceKind
from memtui.tui.modals.add.toggle import Toggle
from tests.tui.add.driver import LOCAL, PLATFORM, adding

ALICE: Mapping[ScopeField, str] = {"user_id": "alice"}
SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (40, 12)])
KINDS = pytest.mark.parametrize("kind", ["local", "platform", "selfhosted"])


@SIZES
@KINDS
async def test_every_field_can_be_reached_and_is_in_view_then(
    kind: ServiceKind, size: tuple[int, int]
) -> None:
    async with adding(kind, size=size) as ui:
        await ui.press("ctrl+o")
        shown = ui.fields
        seen = [ui.at]
        for _ in range(len(shown)):
            await ui.press("tab")
            if ui.at == seen[0]:
                break
            seen.append(ui.at)
            field = ui.row(ui.at).field
            form = ui.form.region
            cursor = Region(field.region.x, field.region.y, 1, 1)
            assert form.contains_region(cursor), ui.at
            assert ui.app.screen.region.contains_region(form)
        assert seen == [name for name in shown if kind != "local" or name != "infer"]
        for selector in ("#add-about", "#key-bar"):
            assert ui.app.screen.region.contains_region(ui.app.screen.query_one(selector).region), selector
        assert ui.hints.endswith("esc leave")


@pytest.mark.parametrize(
    ("kind", "folded", "unfolded"),
    [
        ("local", ["user_id", "agent_id", "app_id", "run_id", "metadata", "categories"], ["immutable"]),
        (
            "platform",
            ["user_id", "agent_id", "app_id", "run_id", "metadata"],
            ["immutable", *(f"options.{name}" for name in PLATFORM.add_options)],
        ),
        ("selfhosted", ["user_id", "agent_id", "run_id", "metadata"], []),
    ],
)
async def test_only_what_the_service_takes_is_asked_for(
    kind: ServiceKind, folded: list[str], unfolded: list[str]
) -> None:
    async with adding(kind, size=(120, 40)) as ui:
        always = ["message.0", *folded, "expiration_date", "infer"]
        assert ui.fields == always
        await ui.press("ctrl+o")
        assert ui.fields == [*always, *unfolded]
        await ui.press("ctrl+o")
        assert ui.fields == always


async def test_a_text_is_typed_and_added_to_the_scope_that_was_open() -> None:
    async with adding(scope=ALICE) as ui:
        await ui.type("Likes jasmine tea,\nin the morning.")
        await ui.press("ctrl+s")
        assert ui.memory == NewMemory("Likes jasmine tea,\nin the morning.", user_id="alice")


async def test_everything_can_be_given() -> None:
    async with adding("local") as ui:
        await ui.type("tea")
        for name, text in [
            ("agent_id", "guide"), ("run_id", "r 1"), ("metadata", '{"n": [1, 2.5]}'),
            ("categories", "food, drinks"), ("expiration_date", "+30d"),
        ]:  # fmt: skip
            await ui.fill(name, text)
        await ui.press("ctrl+o")
        await ui.go_to("immutable")
        await ui.press("space", "ctrl+s")
        assert ui.memory == NewMemory(
            "tea",
            agent_id="guide",
            run_id="r 1",
            metadata={"n": [1, 2.5]},
            categories=("food", "drinks"),
            expiration_date="2026-12-21",
            immutable=True,
        )


# What is wrong or missing


async def test_nothing_is_held_against_fields_before_they_are_needed() -> None:
    async with adding() as ui:
        assert (ui.said, ui.labels[0]) == ([""], "▸text")
        await ui.press("ctrl+s")
        assert (ui.said, ui.labels[:2], ui.at) == (
            ["A memory needs a text."], ["!▸text", "! user_id"], "message.0",
        )  # fmt: skip
        await ui.type("tea")
        await ui.press("ctrl+s")
        assert ui.at == "user_id"
        assert ui.said == ["A memory has to belong to somebody: type user_id, agent_id, app_id or run_id."]
        await ui.press("tab")
        await ui.type("guide")
        assert not any(label.startswith("!") for label in ui.labels)
        await ui.press("ctrl+s")
        assert ui.memory == NewMemory("tea", agent_id="guide")


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("local", "*", "'*' could mean every entity."),
        ("platform", "  ", "An empty name names no entity."),
        ("selfhosted", "..", "'..' is no name of an entity."),
        ("selfhosted", "al ice", "The self-hosted server takes no id with a blank in it."),
    ],
)
async def test_ids_that_are_never_sent_are_refused_as_they_are_typed(
    kind: ServiceKind, name: str, said: str
) -> None:
    async with adding(kind, scope=ALICE) as ui:
        await ui.type("tea")
        await ui.go_to("agent_id")
        await ui.type(name)
        assert ui.said[0] == said
        assert "!▸agent_id" in ui.labels
        await ui.press("ctrl+s")
        assert (ui.is_open, ui.at) == (True, "agent_id")


async def test_metadata_is_checked_as_it_is_typed_and_the_mistake_is_gone_to() -> None:
    async with adding(scope=ALICE) as ui:
        await ui.type("tea")
        await ui.go_to("metadata")
        await ui.type('{"a": 1,\n"b" 2}')
        assert ui.said == ["Line 2, column 5: expected a colon after the key."]
        await ui.go_to("message.0")
        assert "! metadata" in ui.labels
        await ui.press("ctrl+s")
        assert ui.at == "metadata"
        await ui.burst(":", "ctrl+s")
        assert ui.memory.metadata == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("+2w", "2026-12-05: expires after 14 days"),
        ("today", "2026-11-21: expires after today"),
        ("2020-01-01", "2020-01-01: past, so it will be expired from the start"),
        ("soon", "'soon' is no date."),
    ],
)
async def test_what_an_expiration_comes_to_is_told(text: str, said: str) -> None:
    async with adding() as ui:
        await ui.go_to("expiration_date")
        await ui.type(text)
        assert ui.said[0] == said


# Infer


async def test_infer_is_a_choice_where_the_service_can_learn() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.type("I like tea")
        assert ui.toggle("infer") == "[ ] off: stored word for word"
        await ui.go_to("infer")
        assert "space turns it" in ui.hints
        await ui.press("space")
        assert ui.toggle("infer") == (
            "[x] on: the service's model decides what to remember: it may store several memories, or none"
        )
        await ui.press("enter", "space", "ctrl+s")
        assert ui.memory == NewMemory("I like tea", user_id="alice", infer=True)


async def test_where_it_cannot_the_switch_says_so_and_stays_off() -> None:
    async with adding("local", scope=ALICE) as ui:
        assert ui.toggle("infer") == "[ ] off: this service only stores word for word"
        field = ui.row("infer").field
        assert isinstance(field, Toggle)
        assert not field.focusable
        await ui.pilot.click(field)
        await ui.idle()
        assert not field.value
        draft = NewMemory("tea", infer=True)
    async with adding("local", scope=ALICE, draft=draft) as ui:
        await ui.press("ctrl+s")
        assert ui.memory.infer is False


# Messages


async def test_with_infer_off_messages_become_memories() -> None:
    async with adding("platform", scope=ALICE, size=(120, 40)) as ui:
        await ui.type("tea?")
        assert "ctrl+n" not in ui.hints
        await ui.press("ctrl+o")
        assert ui.hints.count("(") == 1, "the only message cannot be removed"
        # Typed ahead: none of it may land in the wrong message.
        await ui.burst("ctrl+n", *"yes", "ctrl+n", "ctrl+r", "ctrl+r", *"be kind")
        assert ui.roles == ["user", "assistant", "system"]
        assert ui.labels[:3] == ["user", "assistant", "▸system"]
        assert (
            ui.about_messages == "3 messages, stored word for word as 2 memories; 1 system message left out"
        )
        await ui.press("ctrl+s")
        assert ui.result is not None
        assert [memory.messages() for memory in ui.result] == [
            [{"role": "user", "content": "tea?"}],
            [{"role": "assistant", "content": "yes"}],
        ]


async def test_with_infer_on_they_are_one_conversation() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.type("tea?")
        await ui.press("ctrl+n")
        await ui.type("yes")
        await ui.go_to("infer")
        await ui.press("space")
        assert ui.about_messages == "2 messages: one conversation from which the service learns"
        await ui.press("ctrl+s")
        assert ui.memory.infer
        assert [message["content"] for message in ui.memory.messages()] == ["tea?", "yes"]


async def test_a_message_with_a_text_is_removed_only_when_asked_twice() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.type("one")
        await ui.press("ctrl+n")
        await ui.type("two")
        await ui.press("ctrl+t")
        assert ui.said[0] == "ctrl+t again takes this message away, with its text"
        await ui.press("left", "ctrl+t")
        assert len(ui.roles) == 2
        await ui.press("ctrl+t")
        assert (ui.roles, ui.at, ui.raw("message.0")) == (["user"], "message.0", "one")
        await ui.press("ctrl+t")
        assert ui.said[0] == "remove is off: it is the only message"
        await ui.press("ctrl+n", "ctrl+t", "ctrl+n")
        assert ui.roles == ["user", "assistant"]
        await ui.press("ctrl+s")
        assert ui.said[0] == "This message is empty: type it, or take it away."
        await ui.burst("ctrl+t", "ctrl+s")
        assert ui.memory == NewMemory("one", user_id="alice")


async def test_keys_of_messages_say_why_they_are_off() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.go_to("metadata")
        await ui.press("ctrl+r")
        assert ui.said[0] == "role is off: the cursor stands in no message"
        await ui.press("ctrl+n")
        assert ui.at == "message.1"


# What is folded away


async def test_options_are_typed_like_values_of_metadata() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.type("tea")
        await ui.press("ctrl+o")
        await ui.fill("options.timezone", "Europe/Berlin")
        assert ui.said == ["sent as text"]
        await ui.fill("options.custom_categories", '[{"food": "meals"}]')
        await ui.fill("options.timestamp", "yesterday")
        assert ui.said[0] == "'yesterday' is no whole number of seconds."
        await ui.press("ctrl+o")
        assert "options.timestamp" not in ui.fields
        assert "ctrl+o more (3 set)" in ui.hints
        await ui.press("ctrl+s")
        assert (ui.at, "options.timestamp" in ui.fields) == ("options.timestamp", True)
        await ui.fill("options.timestamp", "1767225600")
        assert ui.said == ["2026-01-01 00:00:00 UTC"]
        await ui.press("ctrl+s")
        assert ui.memory.options == {
            "timestamp": 1767225600,
            "custom_categories": [{"food": "meals"}],
            "timezone": "Europe/Berlin",
        }


async def test_what_an_option_is_for_is_told() -> None:
    async with adding("platform", size=(60, 20)) as ui:
        await ui.press("ctrl+o")
        await ui.go_to("options.custom_instructions")
        assert ui.said == ["what the model shall heed while it learns from this"]


async def test_folding_leaves_the_cursor_where_something_is() -> None:
    async with adding("platform") as ui:
        await ui.press("ctrl+o")
        await ui.go_to("options.timezone")
        await ui.burst("ctrl+o", *"tea")
        assert (ui.at, ui.raw("message.0"), ui.raw("options.timezone")) == ("message.0", "tea", "")


# Leaving


@pytest.mark.parametrize("key", ["escape", "ctrl+s"])
async def test_a_key_that_is_pressed_twice_leaves_once(key: str) -> None:
    draft = NewMemory("tea") if key == "ctrl+s" else None
    async with adding(scope=ALICE, draft=draft) as ui:
        await ui.burst(key, key, key)
        assert (ui.is_open, len(ui.app.results), ui.app.is_running) == (False, 1, True)


@pytest.mark.parametrize("name", ["message.0", "agent_id", "metadata", "expiration_date"])
async def test_escape_asks_before_typed_work_is_lost(name: str) -> None:
    async with adding(scope=ALICE) as ui:
        await ui.go_to(name)
        await ui.burst(*"to", "escape")
        assert ui.said == ["Discard what was typed?"]
        assert ui.hints == "y discards it  esc goes on"
        await ui.press("escape")
        assert (ui.is_open, ui.raw(name)) == (True, "to")
        await ui.press("escape", "d")
        assert ui.raw(name) == "tod"
        await ui.press("backspace", "backspace", "backspace", "y", "backspace", "escape")
        assert (ui.is_open, ui.app.results) == (False, [None])


async def test_typed_work_is_discarded_when_that_is_meant() -> None:
    async with adding("platform") as ui:
        await ui.press("ctrl+n", "escape", "y")
        assert ui.app.results == [None]


# Ahead of the screen, by mouse, in another size


async def test_what_is_typed_fast_lands_where_it_was_meant() -> None:
    async with adding("selfhosted") as ui:
        await ui.burst(
            *"tea", "tab", *"alice", "tab", *"guide", "enter", *"r1", "down", *'{"a": 1}', "ctrl+s", *"lost"
        )
        assert ui.memory == NewMemory(
            "tea", user_id="alice", agent_id="guide", run_id="r1", metadata={"a": 1}
        )


async def test_lines_are_left_up_and_down() -> None:
    async with adding() as ui:
        await ui.go_to("agent_id")
        await ui.press("up")
        assert ui.at == "user_id"
        await ui.press("down", "down", "enter", "shift+tab")
        assert ui.at == "app_id"


async def test_all_of_it_works_with_the_mouse() -> None:
    async with adding("platform", scope=ALICE, size=(120, 40)) as ui:
        await ui.type("tea")
        await ui.click_key("more")
        assert ui.form.unfolded
        await ui.pilot.click(ui.row("infer").field, offset=(3, 0))
        await ui.idle()
        assert ui.toggle("infer").startswith("[x] on")
        await ui.click_key("turns it")
        assert ui.toggle("infer").startswith("[ ] off")
        await ui.click_key("message")
        assert ui.at == "message.1"
        await ui.click_key("remove")
        await ui.click_key("add")
        assert ui.memory == NewMemory("tea", user_id="alice")


async def test_a_click_beside_the_fields_leaves_the_keyboard_where_it_is() -> None:
    async with adding("platform", scope=ALICE) as ui:
        await ui.click("#add-about", 1, 1)
        await ui.pilot.click(ui.row("metadata").query_one(".label"))
        await ui.type("tea")
        await ui.press("ctrl+s")
        assert ui.memory == NewMemory("tea", user_id="alice")


async def test_another_size_while_open() -> None:
    async with adding("platform", size=(120, 40)) as ui:
        await ui.type("tea " * 200)
        await ui.press("ctrl+o")
        for size in ((40, 12), (80, 24), (200, 60)):
            await ui.pilot.resize_terminal(*size)
            await ui.idle()
            screen = ui.app.screen
            for selector in ("#add", "#add-about", "#key-bar"):
                assert screen.region.contains_region(screen.query_one(selector).region), (size, selector)


async def test_a_title_is_drawn_harmless() -> None:
    async with adding(title="Copy \x1b[31m[b]x[/b] to\u202e") as ui:
        assert any("Copy ^[[31m[b]x[/b] to<U+202E>" in line for line in ui.drawn)


async def test_a_long_text_is_no_trouble() -> None:
    draft = NewMemory("x" * 100_000, metadata={"k": "y" * 50_000})
    async with adding(scope=ALICE, draft=draft) as ui:
        await ui.press("ctrl+s")
        assert ui.memory.memory == draft.memory
        assert is_plain("".join(ui.drawn))


async def test_a_store_without_rarer_fields_still_takes_messages() -> None:
    async with adding("selfhosted", scope=ALICE) as ui:
        await ui.press("ctrl+o")
        assert "ctrl+n message" in ui.hints
    assert LOCAL.infers is False
