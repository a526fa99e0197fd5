"""The builder's state without a screen: keys go in, and what is to be seen comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from memtui.core.filter_text import format_filter, parse
from memtui.core.filters import Filter, Scalar
from memtui.core.profile import ServiceKind
from memtui.ops.filter_values import KnownValue, KnownValues
from memtui.tui.modals.builder.acting import opened_on
from memtui.tui.modals.builder.offers import Offers
from memtui.tui.modals.builder.picking import offers_in
from memtui.tui.modals.builder.pressing import press
from memtui.tui.modals.builder.state import Setting
from tests.tui.builder.driver import NOW
from tests.tui.page import key_and_character

_NAMES = {
    "enter",
    "escape",
    "tab",
    "shift+tab",
    "up",
    "down",
    "left",
    "right",
    "backspace",
    "home",
    "end",
    "delete",
    "comma",
}


class Bench:
    """A builder whose store knows these values, whatever field is asked about."""

    def __init__(
        self,
        text: str = "",
        *,
        kind: ServiceKind = "local",
        scope: Filter | None = None,
        known: Sequence[Scalar] = (),
        answers: bool = True,
        base_url: str = "",
    ) -> None:
        setting = Setting(kind, scope, "user alice" if scope else "everything", base_url=base_url)
        self.state = opened_on(parse(text) if text else None, "", setting, NOW)
        self.known = known
        self.answers = answers
        self.effect = ""

    def press(self, *keys: str) -> Bench:
        """Press keys; a word that is no key's name is typed."""
        for key in keys:
            if len(key) == 1 or key in _NAMES or "+" in key[:-1]:
                self._press(key)
            else:
                for char in key:
                    self._press(char)
        return self

    def _press(self, pressed: str) -> None:
        key, character = key_and_character(pressed)
        typed = character if character is not None and character.isprintable() else None
        self.state, self.effect = press(self.state, key, typed, NOW)
        if self.answers:
            self.answer()

    def answer(self) -> Bench:
        """The store says what it holds for what is typed."""
        picker = self.state.picker
        if picker is not None and picker.question is not None:
            values = tuple(KnownValue(value, 10 - at) for at, value in enumerate(self.known))
            self.state = replace(self.state, picker=picker.answered(picker.question, KnownValues(values)))
        return self

    @property
    def offers(self) -> Offers:
        return offers_in(self.state, NOW)

    @property
    def labels(self) -> list[str]:
        return [row.label for row in self.offers.rows]

    @property
    def line(self) -> str:
        assert self.state.picker is not None
        return self.state.picker.line.text

    @property
    def step(self) -> str:
        """The present step of the condition that is typed."""
        return "" if self.state.picker is None else self.state.picker.step

    @property
    def text(self) -> str:
        """The filter of the draft."""
        tree = self.state.draft.filter()
        return "" if tree is None else format_filter(tree)

    @property
    def here(self) -> str:
        """What stands under the cursor."""
        tree = self.state.draft.part(self.state.draft.cursor)
        return "" if tree is None else format_filter(tree)
