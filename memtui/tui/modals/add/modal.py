"""The modal in which a memory is typed, or a conversation to learn from, or the scope of a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.css.scalar import Scalar
from textual.events import DescendantBlur, DescendantFocus, Key, Resize
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea
from textual.worker import Worker, WorkerState

from memtui.adapters.base import WriteSupport
from memtui.core.changes import NewMemory
from memtui.core.display import one_line
from memtui.core.drafting import Drafted, Taking, drafted, typed_from
from memtui.core.models import ScopeField
from memtui.core.profile import ServiceKind
from memtui.core.stand_ins import MARK, hidden_note
from memtui.core.times import utc_now
from memtui.tui.modals.add.form import EntityOffers, Form
from memtui.tui.modals.add.keys import BY_ID, BY_PRESS, QUESTION, FormState, KeyId, hints
from memtui.tui.modals.add.offer_box import OfferBox, OffersCame
from memtui.tui.modals.add.rows import FieldRow, MessageRow
from memtui.tui.modals.add.toggle import Toggle, Turned
from memtui.tui.widgets.edit_box import EditBox, LineBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked

_LOW, _TALL = 24, 36
"""Lines of a terminal under which there is no room for a margin, and from which there is room to spare."""
_NARROW = 70
"""Columns under which the keys take more than one line now and then."""
_FRAME = 2
_MOST_OFFERS = 6
_LONGEST_SAID = 500


class AddModal(ModalScreen[tuple[NewMemory, ...] | None]):
    """Gives back what is to be added, or None: one memory, or with infer off one for each message.

    `scope` are the ids that stand in the fields at first. `draft` is a memory to copy: its text, metadata
    and the rest are taken over, its ids are not. `entity_offers` completes ids; `clock` tells the present,
    by whose day in UTC memories expire.
    """

    CSS_PATH = "add.tcss"
    AUTO_FOCUS = ""

    def __init__(
        self,
        support: WriteSupport,
        *,
        scope: Mapping[ScopeField, str],
        kind: ServiceKind,
        draft: NewMemory | None = None,
        title: str = "Add a memory",
        entity_offers: EntityOffers | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self._taking = Taking(
            kind,
            support.scope_fields,
            categories=support.edits_categories,
            immutable=support.takes_immutable,
            infer=support.infers,
            options=tuple(support.add_options),
        )
        self._draft = draft
        self._title = title
        self._clock = clock
        self._form = Form(support, typed_from(draft, scope), press=self.press, offers=entity_offers)
        self._begun = self._form.typed
        self._said = ""
        self._shown: list[tuple[str, str]] = []
        self._is_tried = False
        self._asks = False
        self._again: MessageRow | None = None
        """The message that is taken away if the same key follows."""

    def compose(self) -> ComposeResult:
        """The form over what is said of it, and the keys."""
        with Vertical(id="add") as box:
            box.border_title = Content(one_line(self._title))
            box.border_subtitle = "the copy gets an id and dates of its own" if self._draft else ""
            yield self._form
            self._about = Static(id="add-about", markup=False)
            yield self._about
            self._keys = KeyBar()
            yield self._keys

    def on_mount(self) -> None:
        """Begin with what is to be typed: the text, or of a copy whose it shall be."""
        rows = self._form.rows
        first = rows[0] if self._draft is None else rows[len(self._form.messages)]
        self.set_focus(first.field)

    # What a person does

    async def on_key(self, event: Key) -> None:
        """A key that no field got, because none has the keyboard."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    async def press(self, key: str, character: str | None) -> None:
        """Do what a key says, whatever field it comes from: by now another may have the keyboard."""
        if not self.is_current:
            return
        if self._asks:
            self._asks = False
            if key == "y":
                self.dismiss(None)
                return
            if key == "escape":
                self._show()
                return
        if key != BY_ID["remove"].press:
            self._again = None
        self._said = ""
        entry = BY_PRESS.get(key)
        if entry is not None:
            await self._perform(entry.id)
        else:
            await self._type(key, character)
        self._show()

    @on(KeyClicked)
    async def _key_clicked(self, event: KeyClicked) -> None:
        event.stop()
        await self.press(event.press, " " if event.press == "space" else None)

    async def _perform(self, id_: KeyId) -> None:
        if reason := BY_ID[id_].reason(self._state):
            self._said = f"{BY_ID[id_].label} is off: {reason}"
        elif id_ == "add":
            self._add()
        elif id_ in {"next", "back"}:
            self._step(back=id_ == "back")
        elif id_ == "more":
            self._fold()
        elif id_ == "leave":
            self._leave()
        elif isinstance(row := self._row, MessageRow):
            if id_ == "role":
                row.turn_role()
            elif id_ == "remove":
                self._remove(row)
            else:
                self.set_focus((await self._form.add_message(row)).field)
        else:
            added = await self._form.add_message(self._form.messages[-1])
            self.set_focus(added.field)

    async def _type(self, key: str, character: str | None) -> None:
        field = self.focused
        if isinstance(field, Toggle) and key in {"space", "enter"}:
            field.turn()
        elif isinstance(field, Toggle | LineBox) and key in {"up", "down", "enter"}:
            self._step(back=key == "up")
        elif isinstance(field, EditBox):
            await field.take(key, character)

    def _step(self, *, back: bool) -> None:
        if back:
            self.focus_previous()
        else:
            self.focus_next()
        field = self.focused
        if isinstance(field, LineBox):
            field.go_to_end()

    def _fold(self) -> None:
        form = self._form
        form.unfolded = not form.unfolded
        if not form.unfolded and self._row is not None and form.is_rare(self._row):
            self.set_focus(form.rows[0].field)

    def _remove(self, row: MessageRow) -> None:
        if row.box.raw and self._again is not row:
            self._again = row
            self._said = f"{BY_ID['remove'].key} again takes this message away, with its text"
        else:
            self._again = None
            self.set_focus(self._form.remove_message(row).field)

    def _add(self) -> None:
        read = self._read()
        if not read.problems:
            self.dismiss(read.memories)
            return
        self._is_tried = True
        row = next(row for row in self._form.rows if self._form.name_of(row) in read.problems)
        self._form.unfolded = self._form.unfolded or self._form.is_rare(row)
        self.set_focus(row.field)
        at = read.problems[self._form.name_of(row)].at
        if isinstance(row.field, EditBox) and at is not None:
            row.field.go_to(at)

    def _leave(self) -> None:
        if self._form.typed == self._begun:
            self.dismiss(None)
        else:
            self._asks = True

    # What is shown

    @on(TextArea.Changed)
    @on(Turned)
    @on(OffersCame)
    @on(DescendantFocus)
    @on(DescendantBlur)
    def _changed(self) -> None:
        self._show()

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own in completing an id costs the offers, not what was typed."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            from memtui.state.log import record_crash

            record_crash(event.worker.error)

    @property
    def _row(self) -> FieldRow | None:
        return self._form.row_of(self.focused)

    @property
    def _state(self) -> FormState:
        field = self.focused
        return FormState(
            self._form.unfolded,
            len(self._form.set_in_folds),
            len(self._form.messages),
            isinstance(self._row, MessageRow),
            isinstance(field, Toggle),
            isinstance(field, OfferBox) and bool(field.offers),
        )

    def _read(self) -> Drafted:
        return drafted(self._form.typed, self._taking, self._clock().astimezone(UTC).date(), self._draft)

    def _show(self) -> None:
        if not self._form.is_mounted:
            return
        read = self._read()
        wrong = read.problems if self._is_tried else read.mistakes
        self._form.show(list(wrong), read.notes.get("messages", ""))
        said = self._lines(read)
        if said != self._shown:
            self._shown = said
            lines = [Content.styled(text, style) for text, style in said]
            self._about.update(Content("\n").join(lines), layout=False)
        state = self._state
        # Room for all keys, so that the form does not move as they change.
        self.set_class(state.unfolded or state.messages > 1, "-many-keys")
        self._keys.show(QUESTION if self._asks else hints(state))
        self.call_after_refresh(self._fit)

    def _lines(self, read: Drafted) -> list[tuple[str, str]]:
        """What is to be said, most pressing first: what has no room is cut off."""
        if self._asks:
            return [("Discard what was typed?", "$warning bold")]
        said = [(self._said, "$accent")]
        row = self._row
        if row is not None:
            name = self._form.name_of(row)
            problem = read.mistakes.get(name) or (read.missing.get(name) if self._is_tried else None)
            if problem is not None:
                said += [(problem.message, "$warning"), (problem.hint, "$dim")]
            if isinstance(row.field, OfferBox) and row.field.offers:
                said.append((_offered(row.field.offers), "$dim"))
            said.append((read.notes.get(name, row.about), "$dim"))
            if isinstance(row.field, EditBox):
                said.append((hidden_note(row.field.raw, MARK), "$warning"))
        return [(one_line(text[:_LONGEST_SAID]), style) for text, style in said if text]

    def on_resize(self, event: Resize) -> None:
        """Give up the margin in a low terminal, and give the text more room in a high one."""
        self.set_class(event.size.height < _LOW, "-low")
        self.set_class(event.size.height >= _TALL, "-tall")
        self.set_class(event.size.width < _NARROW, "-narrow")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Keep the keys and what is said in view, however long the form is."""
        height = self.size.height if self.has_class("-low") else self.size.height * 92 // 100
        about = self._about
        below = about.outer_size.height + about.styles.margin.height + self._keys.outer_size.height
        most = max(height - below - _FRAME, 1)
        if self._form.styles.max_height != (scalar := Scalar.from_number(most)):
            self._form.styles.max_height = scalar
        self.call_after_refresh(self._form.show_cursor_of, self.focused)


def _offered(offers: list[str]) -> str:
    first, *others = offers[:_MOST_OFFERS]
    more = f"   or {' · '.join(others)}" if others else ""
    return f"→ {first}{more}{' …' if len(offers) > _MOST_OFFERS else ''}"
