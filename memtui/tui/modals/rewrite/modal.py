"""The screen of a batch edit: what is to be done, its fields, and what they do to some of the memories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import TextArea
from textual.worker import Worker, WorkerState

from memtui.adapters.base import WriteSupport
from memtui.core.display import one_line
from memtui.core.models import Memory
from memtui.core.rewriting import Rule
from memtui.tui.messages import CursorMoved, RowChosen, RowsInView
from memtui.tui.mistakes import mistake_told
from memtui.tui.modals.rewrite.action_list import ActionList
from memtui.tui.modals.rewrite.field_box import FieldBox, KeyCame, PasteCame
from memtui.tui.modals.rewrite.kinds import BY_ID, BY_KEY, KINDS, Kind, RuleKind
from memtui.tui.modals.rewrite.preview import PreviewPane, plain_lines, tried_lines
from memtui.tui.modals.rewrite.reading import Reading, read_rule, typed_from
from memtui.tui.modals.rewrite.rule_form import RuleForm
from memtui.tui.modals.rewrite.trials import Trials, WasTried
from memtui.tui.modals.rewrite.trying import Tried, as_they_are
from memtui.tui.modals.rewrite.words import (
    CASE_KEY,
    LEAVES,
    REGEX_KEY,
    TRYING,
    counted,
    hints,
    known_keys,
    not_tried,
    pasted_lines,
    title,
)
from memtui.tui.widgets.bars import Bar
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked

_LOW, _SHORT = 18, 24
"""Lines of a terminal under which there is no room for a frame, and for an empty line."""
_NARROW = 70
_SCROLLS = {"ctrl+down": 0.5, "ctrl+up": -0.5, "pagedown": 0.9, "pageup": -0.9}
_MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}


class RewriteModal(ModalScreen[tuple[Rule, ...] | None]):
    """Is dismissed with the rules, and with None when it is left.

    `total` is how many memories are meant, if known; `samples` are some of them, on which the rule is
    tried while it is typed. It begins with the fields of `start`, or with those of a rule to go on from.
    """

    CSS_PATH = "rewrite.tcss"
    AUTO_FOCUS = ""

    def __init__(
        self,
        total: int | None,
        samples: Sequence[Memory],
        support: WriteSupport,
        *,
        clock: Callable[[], datetime],
        start: RuleKind | None = None,
        rules: Sequence[Rule] = (),
    ) -> None:
        super().__init__()
        self._total = total
        self._samples = as_they_are(samples)
        self._support = support
        self._clock = clock
        begun = typed_from(rules[0]) if rules else None
        first = begun.kind if begun is not None else start
        self._start = BY_ID[first] if first else None
        keys = known_keys(samples)
        self._forms = {
            kind: RuleForm(kind, begun if begun and begun.kind == kind.id else None, keys) for kind in KINDS
        }
        self._form: RuleForm | None = None
        self._reading = Reading()
        self._found: Sequence[Tried] = ()
        self._trials = Trials(self, samples, merges_metadata=support.merges_metadata)
        self._leaves = False

    def compose(self) -> ComposeResult:
        """The list or the fields, over the memories on which they are tried."""
        self._list = ActionList(self._support, self._start)
        self._heading, self._said = Bar(id="rewrite-heading"), Bar(id="rewrite-said")
        self._preview, self._keys = PreviewPane(), KeyBar()
        with Vertical(id="rewrite") as self._box:
            yield self._list
            yield from self._forms.values()
            yield self._heading
            yield self._preview
            yield self._said
            yield self._keys

    def on_mount(self) -> None:
        """Begin with the fields of what is to be done, if that is said."""
        if self._start is not None:
            self._choose(self._start)
        else:
            self._show()

    @property
    def resting(self) -> bool:
        """Whether no delay is running out; something may be being tried."""
        return self._trials.resting

    @property
    def idle(self) -> bool:
        """Whether nothing is under way that will change the screen by itself."""
        return self._trials.idle

    # What a person does. Every key comes to `_key_came`, in its order.

    def on_key(self, event: events.Key) -> None:
        """A key while no field has the keyboard."""
        event.stop()
        event.prevent_default()
        self.post_message(KeyCame(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """A text that was pasted ahead of the field."""
        event.stop()
        self.post_message(PasteCame(event.text))

    @on(KeyClicked)
    def _key_clicked(self, message: KeyClicked) -> None:
        message.stop()
        self.post_message(KeyCame(message.press, None))

    @on(RowChosen)
    def _row_chosen(self, message: RowChosen) -> None:
        message.stop()
        self.post_message(KeyCame(KINDS[message.index].key, None))

    @on(CursorMoved)
    @on(RowsInView)
    def _not_for_others(self, message: Message) -> None:
        message.stop()

    @on(PasteCame)
    def _paste_came(self, message: PasteCame) -> None:
        message.stop()
        if self._form is not None and self._form.box is not None and self._form.box.put_in(message.text):
            self._say(pasted_lines(self._form.kind))

    @on(KeyCame)
    async def _key_came(self, message: KeyCame) -> None:
        message.stop()
        if not self.is_current:
            # A key that was pressed twice may come when this screen is gone already.
            return
        leaves, self._leaves = self._leaves, False
        self._say()
        if message.key in _SCROLLS:
            self._preview.turn(_SCROLLS[message.key])
        elif self._form is not None:
            await self._press_in(self._form, message.key, message.character)
        elif message.key == "escape":
            self._leave(surely=leaves)
        else:
            self._press_in_list(message.key)

    def _press_in_list(self, key: str) -> None:
        if key in BY_KEY:
            self._choose(BY_KEY[key])
        elif key == "enter":
            self._choose(self._list.kind)
        elif key in _MOVES:
            self._list.step(_MOVES[key])

    async def _press_in(self, form: RuleForm, key: str, character: str | None) -> None:
        if key == "escape":
            self._open(None)
        elif key == "enter":
            self._go_on(form)
        elif key in {"tab", "shift+tab", "down", "up"}:
            form.step(1 if key in {"tab", "down"} else -1)
            self.set_focus(form.box)
        elif form.kind.finds and key in {REGEX_KEY, CASE_KEY}:
            form.turn(key)
            self._trials.soon(self._try)
        elif form.box is not None:
            await form.box.take(key, character)
        self._show()

    def _choose(self, kind: Kind) -> None:
        self._list.move_to(KINDS.index(kind))
        if off := kind.off(self._support):
            self._show()
            self._say(f"Off: {off}")
        else:
            self._open(self._forms[kind])
            self._try()

    def _open(self, form: RuleForm | None) -> None:
        """Show these fields, or the list; all fields keep what stands in them."""
        self._form = form
        self._trials.forget()
        self._reading, self._found = Reading(), ()
        self._list.display = form is None
        for other in self._forms.values():
            other.display = other is form
        if form is not None:
            form.step_to(0)
        self.set_focus(form.box if form is not None else None)
        self._show()

    def _leave(self, *, surely: bool) -> None:
        if surely or all(form.is_blank for form in self._forms.values()):
            self.dismiss(None)
        else:
            self._leaves = True
            self._say(LEAVES)

    def _go_on(self, form: RuleForm) -> None:
        reading = read_rule(form.typed, self._today)
        if reading.rule is not None:
            self.dismiss((reading.rule,))
            return
        mistake = reading.mistakes[0]
        self._reading = reading
        form.go_to(mistake)
        self.set_focus(form.box)
        if mistake.is_missing:
            self._say(mistake.sentence)

    # What is tried

    @on(TextArea.Changed)
    def _typed(self, message: TextArea.Changed) -> None:
        message.stop()
        if self._form is not None:
            self._trials.soon(self._try)

    def _try(self) -> None:
        if self._form is not None:
            self._trials.begin(self._form.typed, self._today)
            self._show()

    @on(WasTried)
    def _was_tried(self, message: WasTried) -> None:
        message.stop()
        if self._trials.is_answer(message):
            self._reading, self._found = message.reading, message.found
            self._show()

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of memtui's own is told and kept."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self._trials.forget()
            self._say(str(mistake_told(event.worker.error)))

    # What is shown

    @property
    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def on_descendant_focus(self) -> None:
        """A click gives a field the keyboard; when this is told, another may have it already."""
        if self._form is not None and isinstance(self.focused, FieldBox):
            self._form.has_focus_in(self.focused)
            self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Give up what a small terminal has no room for, and draw the rows to their width."""
        self.set_class(event.size.height < _LOW, "-low")
        self.set_class(event.size.height < _SHORT, "-short")
        self.set_class(event.size.width < _NARROW, "-narrow")
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        kind = self._form.kind if self._form is not None else None
        self._box.border_title = title(kind, self._total)
        self._keys.show(hints(kind))
        if self._form is not None:
            self._form.show(self._reading)
        width = self._preview.width
        if self._found:
            heading = counted(self._found, self._total)
            lines = list(tried_lines(self._found, width))
        else:
            heading = not_tried(len(self._samples), self._total, is_wrong=self._reading.is_wrong)
            lines = plain_lines(self._samples, width)
        self._heading.show(heading, [] if self._trials.is_quiet else [TRYING])
        self._preview.show(lines)

    def _say(self, sentence: str = "") -> None:
        self._said.show([(one_line(sentence), "warning")])
