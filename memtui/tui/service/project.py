"""The key's own project: how memories are made there, who may see it, and what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from memtui.core.display import one_line
from memtui.core.projects import Category, Member, Project, ProjectEdit, Role
from memtui.ops.settings import plan_member, plan_project_edit
from memtui.tui.lines import Line, Span, fit, line
from memtui.tui.modals.items.base import ModalKey
from memtui.tui.service.json_lines import field_lines, text_lines
from memtui.tui.service.project_forms import CategoryForm, InstructionsForm, MemberForm
from memtui.tui.service.project_rows import (
    NOT_SET,
    SWITCHES,
    ProjectRow,
    categories_with,
    project_rows,
    read_parts,
)
from memtui.tui.service.settings_page import SettingsPage
from memtui.tui.service.value_lines import value_lines

_LABEL = 14


class ProjectPage(SettingsPage[ProjectRow]):
    """One row for each thing that is set, each member and each number."""

    TITLE = "Project"

    async def load(self) -> Sequence[ProjectRow]:
        """Every part that the service answers, and why not the others."""
        return project_rows(await read_parts(self.context.adapter))

    def id_of(self, row: ProjectRow) -> str:
        """What it is called: a member's address, the project's id."""
        return row.name

    def row_spans(self, row: ProjectRow, width: int) -> Sequence[Span]:
        """Its part, its name, and its value."""
        role = "warning" if row.missing else "dim" if row.value == NOT_SET else ""
        label = (fit(row.part, _LABEL), "dim")
        if row.part in {"project", "instructions"} or row.missing:
            return [label, (fit(one_line(row.value), max(width - _LABEL, 0)), role)]
        room = max((width - _LABEL) * 2 // 5, 0)
        value = fit(one_line(row.value), max(width - _LABEL - room - 1, 0))
        return [label, (fit(one_line(row.name), room), "accent"), (" ", ""), (value, role)]

    def detail_lines(self, row: ProjectRow) -> Sequence[Line]:
        """It in full."""
        if row.missing:
            return text_lines(row.missing, "warning")
        if isinstance(row.item, Project) and row.part == "project":
            project = row.item
            known = [("name", project.name), ("id", project.id), ("organization", project.organization_id)]
            return field_lines([*known, ("description", project.description)])
        if row.part in {"instructions", "category"}:
            said = _ABOUT[row.part if row.item is not None else "categories"]
            text = text_lines(row.value, "dim" if row.value == NOT_SET else "")
            return [line((one_line(row.name), "heading")), *text, Line(), line((said, "dim"))]
        if row.part == "setting" and row.name not in SWITCHES:
            return [*_named(row), Line(), line(("shown as the service has it; not changed here", "dim"))]
        return _named(row)

    # What is changed

    def changes(self) -> Sequence[ModalKey]:
        """What can be done with the row under the cursor, and what can be added."""
        row = self.row
        return [
            ModalKey("e", ("e", "space"), _edit_word(row), self._edit, self.row_off or _edit_off(row)),
            ModalKey("d", ("d",), "removes", self._remove, self.row_off or _remove_off(row)),
            ModalKey("c", ("c",), "new category", self._add_category, self.off or self._project_off),
            ModalKey("m", ("m",), "new member", partial(self._add_member, Member("", "READER")), self.off),
        ]

    @property
    def _project(self) -> Project | None:
        rows = self.loaded or ()
        return next((row.item for row in rows if isinstance(row.item, Project)), None)

    @property
    def _project_off(self) -> str:
        return "" if self._project is not None else "the project could not be read"

    def _edit(self) -> None:
        row = self.row
        if row is None:
            return
        if isinstance(row.item, Member):
            make = partial(plan_member, email=row.item.email, before=row.item.role, after=_other(row.item))
            self.plan(make)
        elif isinstance(row.item, Category):
            self._type_category(row.item, row.item)
        elif row.part == "setting":
            self._change(ProjectEdit(settings={row.name: not row.item}))
        elif isinstance(row.item, Project):
            self._type_instructions(row.item.custom_instructions or "")

    def _remove(self) -> None:
        row, project = self.row, self._project
        if row is None:
            return
        if isinstance(row.item, Member):
            self.plan(partial(plan_member, email=row.item.email, before=row.item.role, after=None))
        elif isinstance(row.item, Category) and project is not None:
            self._change(ProjectEdit(custom_categories=categories_with(project, row.item, None)))
        elif row.part == "instructions":
            self._change(ProjectEdit(custom_instructions=None))

    def _add_category(self) -> None:
        self._type_category(None, Category(""))

    def _type_category(self, old: Category | None, shown: Category) -> None:
        project = self._project
        if project is None:
            return
        others = [one for one in project.custom_categories or () if one != old]

        def typed(new: Category | None) -> None:
            if new is not None:
                edit = ProjectEdit(custom_categories=categories_with(project, old, new))
                self._change(edit, lambda: self._type_category(old, new))

        self.app.push_screen(CategoryForm(self.context, shown, others), typed)

    def _type_instructions(self, shown: str) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                edit = ProjectEdit(custom_instructions=text if text.strip() else None)
                self._change(edit, lambda: self._type_instructions(text))

        self.app.push_screen(InstructionsForm(self.context, shown), typed)

    def _add_member(self, shown: Member) -> None:
        def typed(member: Member | None) -> None:
            if member is not None:
                role: Role = "OWNER" if member.role == "OWNER" else "READER"
                make = partial(plan_member, email=member.email, before=None, after=role)
                self.plan(make, lambda: self._add_member(member))

        self.app.push_screen(MemberForm(self.context, shown), typed)

    def _change(self, edit: ProjectEdit, declined: Callable[[], object] | None = None) -> None:
        project = self._project
        if project is not None:
            self.plan(partial(plan_project_edit, before=project, edit=edit), declined)


_ABOUT = {
    "instructions": "What the service is told to remember, and what not.",
    "category": "Memories may get this category.",
    "categories": "Memories get the service's own categories.",
}


def _named(row: ProjectRow) -> list[Line]:
    """A name over its value."""
    item = [] if row.item is None or isinstance(row.item, Member) else value_lines(row.item)
    return [line((one_line(row.name), "heading")), *(item or text_lines(row.value))]


def _other(member: Member) -> Role:
    """The role that a member does not have."""
    return "READER" if member.role == "OWNER" else "OWNER"


def _edit_word(row: ProjectRow | None) -> str:
    if row is not None and isinstance(row.item, Member):
        return f"makes {_other(row.item)}"
    if row is not None and _is_switch(row):
        return "turns off" if row.item else "turns on"
    return "edits"


def _is_switch(row: ProjectRow) -> bool:
    """Whether it is on or off, and memtui changes it; one that was never set is off."""
    return row.part == "setting" and row.name in SWITCHES and (row.item is None or isinstance(row.item, bool))


def _edit_off(row: ProjectRow | None) -> str:
    """Why a row cannot be edited."""
    if row is None or row.missing:
        return "this could not be read"
    if isinstance(row.item, Member | Category) or row.part == "instructions" or _is_switch(row):
        return ""
    if row.part == "category":
        return "there is none; c makes one"
    return "memtui does not change this"


def _remove_off(row: ProjectRow | None) -> str:
    """Why what a row shows cannot be taken away."""
    if row is None or row.missing:
        return "this could not be read"
    if isinstance(row.item, Member | Category):
        return ""
    if row.part == "instructions":
        return "" if row.value != NOT_SET else "there are none"
    return "only instructions, categories and members can be removed"
