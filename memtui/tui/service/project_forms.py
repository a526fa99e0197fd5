"""What is typed of a project: its instructions, a category, a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memtui.core.projects import Category, Member
from memtui.ops.settings_checks import SettingError, check_address, check_categories
from memtui.tui.service.context import PageContext
from memtui.tui.service.form_page import FieldError, FormField, FormPage


class InstructionsForm(FormPage[str]):
    """Gives back the instructions; empty ones unset them."""

    TITLE = "Custom instructions"
    DOES = "previews"

    def __init__(self, context: PageContext, text: str) -> None:
        about = "what the service remembers of what it is told; empty unsets them"
        super().__init__(context, [FormField("text", "instructions", text, kind="text", about=about)])

    async def submit(self, typed: Mapping[str, str]) -> str:
        """The text; nothing is asked."""
        return typed["text"]


class CategoryForm(FormPage[Category]):
    """Gives back a category; `others` are those whose names are taken."""

    TITLE = "Category"
    DOES = "previews"

    def __init__(self, context: PageContext, shown: Category, others: Sequence[Category]) -> None:
        self._others = others
        super().__init__(
            context,
            [
                FormField("name", "name", shown.name),
                FormField("description", "description", shown.description, kind="text",
                          about="what belongs into it"),
            ],
        )  # fmt: skip

    def check(self, typed: Mapping[str, str]) -> None:
        """Whether it has a name of its own."""
        try:
            check_categories([*self._others, _category(typed)])
        except SettingError as error:
            raise FieldError("name", error.message) from None

    async def submit(self, typed: Mapping[str, str]) -> Category:
        """The category; nothing is asked."""
        return _category(typed)


class MemberForm(FormPage[Member]):
    """Gives back who is to be let in."""

    TITLE = "New member"
    DOES = "previews"

    def __init__(self, context: PageContext, shown: Member) -> None:
        super().__init__(
            context,
            [
                FormField("email", "e-mail", shown.email),
                FormField("owner", "role", "on" if shown.role == "OWNER" else "", kind="toggle",
                          on="OWNER, who may change the project", off="READER, who may look at it"),
            ],
        )  # fmt: skip

    def check(self, typed: Mapping[str, str]) -> None:
        """Whether it is an address."""
        try:
            check_address(typed["email"].strip())
        except SettingError as error:
            raise FieldError("email", error.message) from None

    async def submit(self, typed: Mapping[str, str]) -> Member:
        """The member; nothing is asked."""
        return Member(typed["email"].strip(), "OWNER" if typed["owner"] else "READER")


def _category(typed: Mapping[str, str]) -> Category:
    return Category(typed["name"].strip(), typed["description"].strip())
