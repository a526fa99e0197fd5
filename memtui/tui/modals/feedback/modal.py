"""The form of feedback: choose a verdict, then say why, or not."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from memtui.core.display import one_line
from memtui.core.feedback import Feedback
from memtui.core.models import Memory
from memtui.core.stand_ins import MARK, hidden_note
from memtui.core.values import dataclass
from memtui.tui.modals.feedback.verdicts import BY_KEY, CHOICES, place_of
from memtui.tui.widgets.edit_box import EditBox
from memtui.tui.widgets.key_bar import KeyBar, KeyClicked, KeyHint

_LOW = 20
"""Lines of a terminal under which every line counts."""
_MOST_SHOWN = 500
_LEAVES = KeyHint("esc", "leaves", "escape")
_CHOOSING = (KeyHint("enter", "goes on", "enter"), KeyHint("ctrl+s", "sends", "ctrl+s"), _LEAVES)
_TAKING_BACK = (KeyHint("enter", "sends", "enter"), _LEAVES)
_WRITING = (KeyHint("enter", "sends", "enter"), KeyHint("tab", "goes back", "tab"), _LEAVES)
_DISCARDING = (KeyHint("y", "discards it", "y"), KeyHint("any other key", "goes on", "n"))


@dataclass
class Clicked(Message):
    """A verdict was clicked."""

    at: int


class VerdictRow(Static):
    """One verdict, with its keys."""

    def __init__(self, at: int) -> None:
        super().__init__(markup=False)
        self._at = at

    def show(self, *, is_chosen: bool) -> None:
        """Draw it, chosen or not."""
        choice = CHOICES[self._at]
        self.set_class(is_chosen, "-chosen")
        self.update(
            Content.assemble(
                ("▸ " if is_chosen else "  ", "$accent"),
                (" ".join(choice.keys), "$accent bold"),
                f"  {choice.label:<9}",
                (f"  {choice.about}", "$dim"),
            ),
            layout=False,
        )

    def on_click(self, event: events.Click) -> None:
        """Choose it."""
        event.stop()
        self.post_message(Clicked(self._at))


class FeedbackModal(ModalScreen[Feedback | None]):
    """Is dismissed with what is to be said of a memory, or None.

    `draft` is what to begin with; `note` is said above it.
    """

    CSS_PATH = "feedback.tcss"
    AUTO_FOCUS = ""

    def __init__(self, memory: Memory, *, draft: Feedback | None = None, note: str = "") -> None:
        super().__init__()
        self._memory = memory
        self._begun = (draft and draft.reason) or ""
        self._at = place_of(draft.verdict) if draft is not None else 0
        self._note = note
        self._asks_to_discard = False

    def compose(self) -> ComposeResult:
        """The memory, the verdicts, and a field for the reason."""
        with Vertical(id="feedback") as box:
            box.border_title = "Feedback"
            yield Static(one_line(self._memory.memory[:_MOST_SHOWN]), id="feedback-memory", markup=False)
            self._rows = [VerdictRow(at) for at in range(len(CHOICES))]
            with Vertical(id="feedback-verdicts"):
                yield from self._rows
            self._reason = EditBox(
                self._begun, press=self.press, id="feedback-reason", placeholder="Why? May stay empty."
            )
            yield self._reason
            self._about = Static(id="feedback-about", markup=False)
            yield self._about
            self._keys = KeyBar()
            yield self._keys

    def on_mount(self) -> None:
        """Begin with the verdict."""
        self._reason.go_to_end()
        self._show()

    # What a person does

    async def on_key(self, event: events.Key) -> None:
        """A key while the reason does not have the keyboard."""
        event.stop()
        event.prevent_default()
        await self.press(event.key, event.character)

    @on(KeyClicked)
    async def _hint_clicked(self, event: KeyClicked) -> None:
        event.stop()
        await self.press(event.press, None)

    @on(Clicked)
    def _verdict_clicked(self, event: Clicked) -> None:
        event.stop()
        self._asks_to_discard = False
        self._choose(event.at)
        self._show()

    async def press(self, key: str, character: str | None) -> None:
        """Do what a key says: every key comes here, in its order."""
        # A key that was pressed twice may come when this screen is gone already.
        if not self.is_current:
            return
        if self._asks_to_discard:
            self._asks_to_discard = False
            if key in {"y", "Y"}:
                self.dismiss(None)
                return
        elif key == "escape":
            self._leave()
        elif key == "ctrl+s":
            self._send()
        elif self._is_writing:
            await self._write(key, character)
        elif key in BY_KEY:
            self._choose(BY_KEY[key])
        elif key in {"down", "j", "up", "k"}:
            self._at = (self._at + (1 if key in {"down", "j"} else -1)) % len(CHOICES)
        elif key in {"enter", "tab"}:
            if self._takes_back:
                self._send()
            else:
                self.set_focus(self._reason)
        self._show()

    @property
    def _is_writing(self) -> bool:
        return self.focused is self._reason

    @property
    def _takes_back(self) -> bool:
        return CHOICES[self._at].verdict is None

    def _choose(self, at: int) -> None:
        self._at = at
        self.set_focus(None if self._takes_back else self._reason)

    async def _write(self, key: str, character: str | None) -> None:
        if key == "enter":
            self._send()
        elif key in {"tab", "shift+tab"}:
            self.set_focus(None)
        else:
            await self._reason.take(key, character)

    def _send(self) -> None:
        verdict, reason = CHOICES[self._at].verdict, self._reason.raw
        says_why = verdict is not None and bool(reason.strip())
        self.dismiss(Feedback(self._memory.id, verdict, reason if says_why else None))

    def _leave(self) -> None:
        if self._reason.raw == self._begun:
            self.dismiss(None)
        else:
            self._asks_to_discard = True

    # What is shown

    @on(TextArea.Changed)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _changed(self) -> None:
        self._show()

    def _show(self) -> None:
        for at, row in enumerate(self._rows):
            row.show(is_chosen=at == self._at)
        self._reason.disabled = self._takes_back
        self._about.update(Content("\n").join(self._said()), layout=False)
        if self._asks_to_discard:
            self._keys.show(_DISCARDING)
        elif self._is_writing:
            self._keys.show(_WRITING)
        else:
            self._keys.show(_TAKING_BACK if self._takes_back else _CHOOSING)

    def _said(self) -> list[Content]:
        """What is to be said, most pressing first: what has no room is cut off."""
        if self._asks_to_discard:
            return [Content.styled("Discard what was typed?", "$warning bold")]
        lost = self._takes_back and self._reason.raw.strip()
        said = [
            ("No reason is sent with it." if lost else "", "$warning"),
            (hidden_note(self._reason.raw, MARK), "$warning"),
            (self._note, "$dim"),
        ]
        return [Content.styled(one_line(text), style) for text, style in said if text]

    def on_resize(self, event: events.Resize) -> None:
        """Give up what is not needed in a low terminal."""
        self.set_class(event.size.height < _LOW, "-low")
