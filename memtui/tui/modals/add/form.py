"""The fields of a new memory, those that the service takes, one below another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from memtui.adapters.base import WriteSupport
from memtui.core.drafting import MESSAGE, OPTION, Message, Role, TypedMemory
from memtui.core.models import ScopeField
from memtui.tui.modals.add.offer_box import OfferBox
from memtui.tui.modals.add.rows import Field, FieldRow, MessageRow
from memtui.tui.modals.add.toggle import Toggle
from memtui.tui.widgets.edit_box import EditBox, LineBox, Press
from memtui.tui.widgets.json_box import JsonBox

EntityOffers = Callable[[ScopeField, str], Awaitable[list[str]]]
"""The ids of a field that a text may become, likeliest first. May raise MemtuiError."""

_SCOPE_HELP: dict[ScopeField, str] = {
    "user_id": "the user it is about",
    "agent_id": "the agent that remembers it",
    "app_id": "the app it belongs to",
    "run_id": "the run or session it belongs to",
}
_NO_MODEL = "this service only stores word for word"


class Form(VerticalScroll, can_focus=False):
    """All fields; `unfolded` shows the rarer ones too. Its rows are known by the fields' names."""

    def __init__(
        self, support: WriteSupport, typed: TypedMemory, *, press: Press, offers: EntityOffers | None
    ) -> None:
        super().__init__(id="add-form")
        self._support = support
        self._begun = typed
        self._press = press
        self._numbers = count()
        self._conversation = [self._message(message.role, message.content) for message in typed.messages]
        self._fields = list(self._always_shown(typed, offers))
        self._rarer = list(self._folded_away(typed))
        self._about = Static(id="add-messages-about", markup=False)

    def compose(self) -> ComposeResult:
        """The messages, the fields, and what is folded away."""
        with Vertical(id="add-messages") as self._messages:
            yield from self._conversation
        yield self._about
        yield from self._fields
        with Vertical(id="add-more") as self._more:
            yield from self._rarer

    def on_mount(self) -> None:
        """Begin folded, unless there is something in the folds."""
        self.unfolded = bool(self.set_in_folds)

    @property
    def rows(self) -> Sequence[FieldRow]:
        """Every row, from the top."""
        return [*self._conversation, *self._fields, *self._rarer]

    @property
    def messages(self) -> Sequence[MessageRow]:
        """The rows of the messages."""
        return self._conversation

    @property
    def unfolded(self) -> bool:
        """Whether the rarer fields are shown."""
        return self._more.display

    @unfolded.setter
    def unfolded(self, unfolded: bool) -> None:
        self._more.display = unfolded

    @property
    def set_in_folds(self) -> list[str]:
        """The names of the rarer fields in which something stands."""
        typed = self.typed
        names = [name for name, text in typed.options.items() if text.strip()]
        return [*(["immutable"] if typed.immutable else []), *names]

    @property
    def typed(self) -> TypedMemory:
        """What stands in the fields."""
        rows = {row.field_name: row.field for row in (*self._fields, *self._rarer)}

        def text(name: str) -> str:
            field = rows.get(name)
            return field.raw if isinstance(field, EditBox) else ""

        def is_on(name: str) -> bool:
            field = rows.get(name)
            return isinstance(field, Toggle) and field.value

        return TypedMemory(
            messages=tuple(Message(row.role, row.box.raw) for row in self._conversation),
            scope={name: text(name) for name in self._support.scope_fields},
            metadata=text("metadata"),
            categories=text("categories"),
            expiration_date=text("expiration_date"),
            infer=is_on("infer"),
            immutable=is_on("immutable"),
            options={name: text(f"{OPTION}{name}") for name in self._support.add_options},
        )

    def row_of(self, field: object) -> FieldRow | None:
        """The row in which a field stands."""
        return next((row for row in self.rows if row.field is field), None)

    def row_named(self, name: str) -> FieldRow | None:
        """The row of a field with this name."""
        return next((row for row in self.rows if self.name_of(row) == name), None)

    def is_rare(self, row: FieldRow) -> bool:
        """Whether a row can be folded away."""
        return row in self._rarer

    def name_of(self, row: FieldRow) -> str:
        """The name of a row's field, as `memtui.core.drafting` calls it."""
        return f"{MESSAGE}{self._conversation.index(row)}" if isinstance(row, MessageRow) else row.field_name

    async def add_message(self, after: MessageRow) -> MessageRow:
        """One more message, of the one who has not spoken before it."""
        row = self._message("assistant" if after.role == "user" else "user", "")
        self._conversation.insert(self._conversation.index(after) + 1, row)
        await self._messages.mount(row, after=after)
        return row

    def remove_message(self, row: MessageRow) -> MessageRow:
        """Take a message away; the one that stands in its place then."""
        at = self._conversation.index(row)
        self._conversation.remove(row)
        # Not waited for: the key comes from the box itself.
        row.remove()
        return self._conversation[min(at, len(self._conversation) - 1)]

    def show(self, wrong: Sequence[str], about_messages: str) -> None:
        """Draw every label anew that is to look different."""
        several = len(self._conversation) > 1
        self._messages.set_class(several, "-several")
        for row in self._conversation:
            row.call_it(row.role if several or row.role != "user" else "text")
        for shown in self.rows:
            shown.show(is_wrong=self.name_of(shown) in wrong)
        if str(self._about.content) != about_messages:
            self._about.display = bool(about_messages)
            self._about.update(Content.styled(about_messages, "$dim"))

    def show_cursor_of(self, field: object) -> None:
        """Bring the place in view at which something can be typed: a field may be higher than the form."""
        if isinstance(field, EditBox):
            row = field.cursor_screen_offset.y - self.region.y + self.scroll_offset.y
            self.scroll_to_region(Region(0, row, 1, 1), animate=False)
        elif isinstance(field, Toggle):
            field.scroll_visible(animate=False)

    def _message(self, role: Role, content: str) -> MessageRow:
        box = EditBox(
            content, press=self._press, id=f"add-message-{next(self._numbers)}",
            placeholder="What is to be remembered",
        )  # fmt: skip
        return MessageRow(box, role)

    def _always_shown(self, typed: TypedMemory, offers: EntityOffers | None) -> list[FieldRow]:
        support, press = self._support, self._press
        found: list[tuple[str, str, Field]] = [
            (
                name,
                name,
                OfferBox(
                    typed.scope.get(name, ""), press=press, id=f"add-{name}", placeholder=_SCOPE_HELP[name],
                    offers=None if offers is None else partial(offers, name),
                ),
            )
            for name in support.scope_fields
        ]  # fmt: skip
        example = '{"source": "email"}'
        metadata = JsonBox(typed.metadata, press=press, id="add-metadata", placeholder=example)
        found.append(("metadata", "metadata", metadata))
        if support.edits_categories:
            names = LineBox(typed.categories, press=press, id="add-categories", placeholder="food, travel")
            found.append(("categories", "categories", names))
        day = LineBox(
            typed.expiration_date,
            press=press,
            id="add-expires",
            placeholder="never; else 2027-01-31, today, +30d",
        )
        found.append(("expiration_date", "expires", day))
        infer = Toggle(
            press=press,
            value=typed.infer,
            on="the service's model decides what to remember: it may store several memories, or none",
            off="stored word for word",
            reason="" if support.infers else _NO_MODEL,
        )
        found.append(("infer", "infer", infer))
        return [FieldRow(name, label, field) for name, label, field in found]

    def _folded_away(self, typed: TypedMemory) -> list[FieldRow]:
        support, press = self._support, self._press
        found = []
        if support.takes_immutable:
            immutable = Toggle(
                press=press,
                value=typed.immutable,
                on="it can never be edited, only deleted and added again",
                off="it can be edited",
            )
            found.append(FieldRow("immutable", "immutable", immutable))
        for name, about in support.add_options.items():
            box = EditBox(typed.options.get(name, ""), press=press, id=f"add-option-{name}")
            found.append(FieldRow(f"{OPTION}{name}", name, box, about=about))
        return found
