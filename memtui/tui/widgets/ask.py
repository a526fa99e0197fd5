"""The line in which one types what to look for: a text, a question, an entity's name, or a filter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Literal

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import on
from textual.events import Key, Paste
from textual.suggester import Suggester
from textual.widgets import Input

from memtui.core.display import one_line
from memtui.tui.delay import Delay
from memtui.tui.messages import AskEntered, AskLeft, AskTyped, OffersArrived
from memtui.tui.widgets.plain_input import PlainInput
from memtui.tui.widgets.roles import Roles

TYPING_DELAY = 0.12
"""Seconds that typing rests before what was typed is applied."""

Asking = Literal["keyword", "search", "entities", "filter"]
Complete = Callable[[str], Awaitable[Sequence[str]]]
"""The whole lines that a filter's line may become, likeliest first."""

_PROMPTS: dict[Asking, str] = {
    "keyword": "Keep memories that contain …   enter keeps the filter, esc removes it",
    "search": "Ask a question, or name a few words …   enter searches, esc goes back",
    "entities": "Keep entities whose name contains …   enter keeps the filter, esc removes it",
    "filter": "user_id = alice and created_at >= -7d   tab completes, ↑ earlier ones, enter keeps it",
}
_WORDS = {"and", "or", "not"}
_SIGNS = {"in", "contains", "icontains"}


class AskField(PlainInput, Roles):
    """Says with AskTyped what is being typed, once that rests, and with AskEntered what was entered."""

    ROLES: ClassVar[Mapping[str, str]] = {
        "field": "$primary",
        "word": "bold $accent",
        "sign": "$warning",
        "bad": "underline $error",
    }

    def __init__(self, complete: Complete, recent: Callable[[], Sequence[str]]) -> None:
        super().__init__(id="ask")
        self.asking: Asking = "keyword"
        self._recent = recent
        self._suggester = _Offers(complete, self)
        self._colours = _Colours(self.role_style)
        self._timer: Delay | None = None
        self.offers: Sequence[str] = ()
        """What the line can be completed to, likeliest first."""
        self._offered_for: str | None = ""
        self._completes = False
        self._holding = False
        self._held: list[Key] = []
        self._entries: Sequence[str] = ()
        self._entry = -1
        self._typed = ""

    @property
    def resting(self) -> bool:
        """Whether nothing that was typed waits to be told."""
        return self._timer is None

    def ask(self, asking: Asking, text: str) -> None:
        """Begin to ask for something, with a text to go on from."""
        self.asking = asking
        self.placeholder = _PROMPTS[asking]
        is_filter = asking == "filter"
        # A question is asked anew, a filter is gone on with.
        self.select_on_focus = not is_filter
        self.suggester = self._suggester if is_filter else None
        self.highlighter = self._colours if is_filter else None
        self.offers, self._offered_for, self._entry = (), None, -1
        self._completes = self._holding = False
        self.take_back(text)
        self.cursor_position = len(self.value)
        self.focus()

    def hush(self) -> None:
        """Forget what was typed and not yet told."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def take_back(self, text: str) -> None:
        """Put a text in the place of what was typed, and tell nobody."""
        self.hush()
        with self.prevent(Input.Changed):
            self.value = text

    def offer(self, line: str, offers: Sequence[str]) -> None:
        """Take what a line can be completed to, unless it is another line by now."""
        if line != self.value:
            return
        self.offers, self._offered_for = offers, line
        if self._completes:
            self._completes = False
            self._complete()
            self.release()

    def release(self) -> None:
        """Hand on the keys that were pressed after enter or escape, to whatever has the keyboard by now."""
        self._holding, held = False, self._held
        self._held = []
        for key in held:
            self.app.post_message(key)

    def on_key(self, event: Key) -> None:
        """Take the keys that mean something else here than in other fields, in their order."""
        if self._holding:
            self._held.append(Key(event.key, event.character))
        elif event.key in {"enter", "escape"}:
            self._holding = True
            self.hush()
            entered = event.key == "enter"
            self.post_message(AskEntered(self.asking, self.value) if entered else AskLeft())
        elif event.key == "tab" and self.asking == "filter":
            if self._offered_for == self.value:
                self._complete()
            else:
                # What it completes to is still being looked up.
                self._completes = self._holding = True
        elif event.key in {"up", "down"} and self.asking == "filter":
            self._go_back(1 if event.key == "up" else -1)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """A filter that is pasted may stand on several lines; all of it goes into the one."""
        if self.asking != "filter":
            return
        event.stop()
        event.prevent_default()
        text = one_line(" ".join(line.strip() for line in event.text.splitlines()))
        start, end = sorted(self.selection)
        self.replace(text, start, end)

    def _complete(self) -> None:
        if self.offers:
            self.value = f"{self.offers[0]} "
            self.cursor_position = len(self.value)

    def _go_back(self, step: int) -> None:
        if self._entry < 0:
            self._entries, self._typed = self._recent(), self.value
        self._entry = max(-1, min(self._entry + step, len(self._entries) - 1))
        self.value = self._typed if self._entry < 0 else self._entries[self._entry]
        self.cursor_position = len(self.value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.hush()
        self.offers, self._offered_for = (), "" if not event.value else None
        if self.asking != "search":
            self._timer = Delay(self, TYPING_DELAY, self._tell)

    def _tell(self) -> None:
        self.hush()
        self.post_message(AskTyped(self.asking, self.value))


class _Offers(Suggester):
    """Shows the likeliest completion behind the cursor, and tells the screen of all."""

    def __init__(self, complete: Complete, field: AskField) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete
        self._field = field

    async def get_suggestion(self, value: str) -> str | None:
        """The first line that goes on with what was typed."""
        offers = await self._complete(value)
        self._field.offer(value, offers)
        self._field.post_message(OffersArrived(value, offers))
        return next((offer for offer in offers if offer.startswith(value)), None)


class _Colours(Highlighter):
    """Colours a filter's line by what its words are."""

    def __init__(self, style: Callable[[str], Style]) -> None:
        self._style = style

    def highlight(self, text: Text) -> None:
        """Colour the text; part of Rich's interface."""
        before = ""
        # Loaded when a filter is typed: it is not needed to show memories.
        from memtui.core.filter_text import tokens_of

        for token in tokens_of(text.plain):
            word = token.text.lower()
            role = ""
            if token.kind == "bad":
                role = "bad"
            elif token.kind in {"sign", "mark"} or word in _SIGNS:
                role = "sign"
            elif word in _WORDS:
                role = "word"
            elif before in {"", "(", *_WORDS}:
                role = "field"
            if role:
                style = self._style(role)
                text.stylize(style, token.column - 1, token.end - 1)
            before = word
