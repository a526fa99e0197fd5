"""The page of the project: what is set, who may see it, what was asked, and every change with its preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memtui.core.errors import ServiceError, UnreachableError
from memtui.core.projects import Category, Member, Project
from memtui.tui.service.project_rows import categories_with, value_text
from tests.ops.faults import Fault, status
from tests.ops.settings_service import DEMO, SettingsService
from tests.tui.service_pages.made_up import HOSTILE
from tests.tui.service_pages.settings_driver import SettingsDriver, settings

SIZES = pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
BOB = "bob@example.test"


@pytest.fixture
def service() -> SettingsService:
    return SettingsService()


async def go_to(ui: SettingsDriver, words: str) -> None:
    """Put the cursor on the row that begins with these words."""
    await ui.press("g")
    for _ in range(len(ui.rows)):
        if ui.row.startswith(words):
            return
        await ui.press("j")
    raise AssertionError(f"no row begins with {words!r}")


async def test_everything_that_is_set_and_everybody_who_is_in(
    service: SettingsService, tmp_path: Path
) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        assert ui.rows == [
            "project Demo · organization Acme",
            "instructions Keep what is useful.↵Forget the weather.",
            "category food What people eat",
            "category work",
            "setting multilingual off",
            "setting decay on",
            "setting version v3",
            "member ann@example.test OWNER · Ann",
            "member bob@example.test READER",
            "usage total_memories 1,234",
        ]
        await ui.press("j")
        assert "Keep what is useful.\nForget the weather." in ui.text
        await go_to(ui, "setting version")
        assert "not changed here" in ui.text


async def test_what_is_not_set_says_so(service: SettingsService, tmp_path: Path) -> None:
    service.the_project = Project("p1", "o9", "")
    service.the_members.clear()
    async with settings(service, tmp_path, page="project") as ui:
        assert ui.rows == [
            "project p1 · organization o9",
            "instructions not set",
            "category categories not set",
            "member members the service names none",
            "usage total_memories 1,234",
        ]
        await go_to(ui, "category")
        assert "Memories get the service's own categories." in ui.text
        await ui.press("e")
        assert ui.said == "edits is off: there is none; c makes one"
        await go_to(ui, "instructions")
        await ui.press("d")
        assert ui.said == "removes is off: there are none"


@SIZES
async def test_it_fits(service: SettingsService, tmp_path: Path, size: tuple[int, int]) -> None:
    service.the_project = replace(DEMO, custom_instructions="Keep what is useful. " * 200)
    async with settings(service, tmp_path, size, page="project") as ui:
        for keys in ((), ("j", "e"), ("escape", "c"), ("escape", "m"), ("escape", "enter")):
            await ui.press(*keys)
            ui.assert_fits()


# Parts that do not answer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "part", "rest"),
    [
        ("project", "project not available: Not today.", ["member", "member", "usage"]),
        ("members", "member not available: Not today.", ["project", "instructions", "category", "category",
                                                         "setting", "setting", "setting", "usage"]),
        ("usage", "usage not available: Not today.", ["project", "instructions", "category", "category",
                                                      "setting", "setting", "setting", "member", "member"]),
    ],
)  # fmt: skip
async def test_a_part_that_is_not_answered_hides_no_other(
    service: SettingsService, tmp_path: Path, call: str, part: str, rest: list[str]
) -> None:
    service.script(call, Fault(before=ServiceError("Not today.", status=403, hint="Ask an owner.")))
    async with settings(service, tmp_path, page="project") as ui:
        assert part in ui.rows
        assert [row.split()[0] for row in ui.rows if row != part] == rest
        await go_to(ui, part)
        assert ui.text == "Not today. Ask an owner."
        await ui.press("e")
        assert ui.said == "edits is off: this could not be read"
        await ui.press("c")
        assert (ui.said == "new category is off: the project could not be read") is (call == "project")


async def test_a_service_that_counts_nothing_says_why(service: SettingsService, tmp_path: Path) -> None:
    service.lacks = {"usage": "this server counts nothing"}
    async with settings(service, tmp_path, page="project") as ui:
        assert ui.rows[-1].startswith("usage not available: This service has no usage: this")


# Changes -----------------------------------------------------------------------------------------------


async def test_instructions(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await ui.press("j", "e")
        assert ui.form == {"text": DEMO.custom_instructions}
        await ui.type("Be kind. ")
        await ui.press("ctrl+s")
        assert "Edit project Demo" in ui.preview
        assert "Be kind. Keep what is useful.\nForget the weather." in ui.preview
        await ui.press("n")
        assert ui.form == {"text": f"Be kind. {DEMO.custom_instructions}"}
        await ui.press("ctrl+s", "y")
        assert service.the_project == replace(
            DEMO, custom_instructions=f"Be kind. {DEMO.custom_instructions}"
        )
        assert ui.row.startswith("instructions Be kind.")
        await ui.press("u", "y")
        assert service.the_project == DEMO


async def test_instructions_are_unset_by_removing_or_emptying_them(
    service: SettingsService, tmp_path: Path
) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await ui.press("j", "d", "y")
        assert service.the_project.custom_instructions is None
        await ui.press("u", "y", "e", "ctrl+a")
        await ui.press(*["ctrl+k"] * 4, "ctrl+s", "y")
        assert service.the_project.custom_instructions is None
        assert ui.row == "instructions not set"


async def test_what_is_typed_is_not_lost_by_a_slip(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await ui.press("j", "e", "x", "escape")
        assert ui.said == "Discard what was typed?"
        await ui.press("escape")
        assert ui.form["text"].startswith("xKeep")
        await ui.press("escape", "y")
        assert ui.title == "Project"
        assert service.sent == []


async def test_categories(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await ui.press("c")
        await ui.type("food")
        await ui.press("ctrl+s")
        assert ui.said == "There is a category of this name already."
        await ui.type("s")
        await ui.press("tab")
        await ui.type("All\nof it")
        await ui.press("ctrl+s")
        assert "+ category foods: All↵of it" in ui.preview
        await ui.press("y")
        assert service.the_project.custom_categories == (
            *(DEMO.custom_categories or ()), Category("foods", "All\nof it")
        )  # fmt: skip
        await go_to(ui, "category food ")
        await ui.press("e", "end", "!", "ctrl+s")
        assert "- category food: What people eat\n+ category food!: What people eat" in ui.preview
        await ui.press("y")
        await go_to(ui, "category work")
        await ui.press("d", "y")
        assert [one.name for one in service.the_project.custom_categories or ()] == ["food!", "foods"]


async def test_switches(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await go_to(ui, "setting multilingual")
        assert "e turns on" in ui.keys
        await ui.press("space")
        assert "multilingual: false → true" in ui.preview
        await ui.press("y")
        assert ui.row == "setting multilingual on"
        assert "e turns off" in ui.keys
        await go_to(ui, "setting version")
        await ui.press("e")
        assert ui.said == "edits is off: memtui does not change this"
        await ui.press("d")
        assert "only instructions, categories and members" in ui.said


async def test_members(service: SettingsService, tmp_path: Path) -> None:
    async with settings(service, tmp_path, page="project") as ui:
        await ui.press("m")
        await ui.type("eve")
        await ui.press("ctrl+s")
        assert ui.said == "'eve' is no e-mail address."
        await ui.type("@example.test")
        await ui.press("tab", "space", "ctrl+s")
        assert "Add member eve@example.test" in ui.preview
        assert "+ role: OWNER" in ui.preview
        await ui.press("n")
        assert ui.form == {"email": "eve@example.test", "owner": "on"}
        await ui.press("ctrl+s", "y")
        assert service.the_members["eve@example.test"].role == "OWNER"
        await go_to(ui, f"member {BOB}")
        assert "e makes OWNER" in ui.keys
        await ui.press("e")
        assert "role: READER → OWNER" in ui.preview
        await ui.press("y")
        assert "e makes READER" in ui.keys
        await ui.press("d", "y")
        assert BOB not in service.the_members
        await ui.press("u", "y")
        assert service.the_members[BOB].role == "OWNER"


async def test_who_may_not_change_it_is_told_so(service: SettingsService, tmp_path: Path) -> None:
    service.script("update_member", Fault(before=status(403)))
    async with settings(service, tmp_path, page="project") as ui:
        await go_to(ui, f"member {BOB}")
        await ui.press("e", "y")
        assert "Why: The service failed with status 403." in ui.preview


async def test_read_only_says_why_nothing_can_be_changed(service: SettingsService, tmp_path: Path) -> None:
    service.read_only = True
    async with settings(service, tmp_path, page="project") as ui:
        assert len(ui.rows) == 10
        await ui.press("j")
        for key in ("e", "d", "c", "m", "space"):
            await ui.press(key)
            assert "read-only" in ui.said
        assert ui.on_top == "ProjectPage"


async def test_hostile_text_is_drawn_as_marks(service: SettingsService, tmp_path: Path) -> None:
    service.the_project = Project(
        "p1", HOSTILE, HOSTILE, HOSTILE, HOSTILE, (Category(HOSTILE, HOSTILE),), {HOSTILE: [HOSTILE]}
    )
    service.the_members = {HOSTILE: Member(HOSTILE, HOSTILE, HOSTILE)}
    service.script("usage", Fault(before=UnreachableError(HOSTILE)))
    async with settings(service, tmp_path, page="project") as ui:
        for _ in range(len(ui.rows)):
            assert not set("\x1b\x07\u202e") & set(ui.everything)
            await ui.press("j")
        await go_to(ui, "category")
        await ui.press("e")
        assert not set("\x1b\x07\u202e") & set(ui.everything)
        # What is not edited stays as it was.
        await ui.press("x", "ctrl+s", "y")
        assert service.the_project.custom_categories == (Category(f"x{HOSTILE}", HOSTILE),)


def test_categories_stay_in_their_order() -> None:
    a, b, new = Category("a"), Category("b"), Category("c")
    project = Project("p", "o", "P", custom_categories=(a, b))
    assert categories_with(project, a, new) == (new, b)
    assert categories_with(project, None, new) == (a, b, new)
    assert categories_with(project, a, None) == (b,)
    assert categories_with(replace(project, custom_categories=(a,)), a, None) is None
    assert categories_with(replace(project, custom_categories=None), None, new) == (new,)


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "on"), (False, "off"), (12345, "12,345"), (None, "not set"), ("", "not set"), ("x", "x"),
     (1.5, "1.5"), (["é"], '["é"]')],
)  # fmt: skip
def test_values_as_texts(value: object, text: str) -> None:
    assert value_text(value) == text
