"""One line of text that is being typed, as a value: what stands in it, and where the caret is.

The text is kept as it is, whatever it holds; what is drawn of it has been through `core/display.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from memtui.core.display import one_line
from memtui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text and the index before which the next character is put."""

    text: str = ""
    at: int = 0

    @classmethod
    def of(cls, text: str) -> TextLine:
        """A line with the caret at its end."""
        return cls(text, len(text))

    def typed(self, text: str) -> TextLine:
        """With a text put in at the caret; new lines in it become spaces."""
        flat = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
        return TextLine(self.text[: self.at] + flat + self.text[self.at :], self.at + len(flat))

    def backspaced(self) -> TextLine:
        """Without the character before the caret."""
        return self._without(self.at - 1)

    def deleted(self) -> TextLine:
        """Without the character at the caret."""
        return TextLine(self.text[: self.at] + self.text[self.at + 1 :], self.at)

    def word_deleted(self) -> TextLine:
        """Without the word before the caret."""
        before, blank, _ = self.text[: self.at].rstrip().rpartition(" ")
        return self._without(len(before + blank))

    def cleared(self) -> TextLine:
        """Without what stands before the caret."""
        return self._without(0)

    def moved(self, step: int) -> TextLine:
        """With the caret some characters further."""
        return TextLine(self.text, max(0, min(self.at + step, len(self.text))))

    def first(self) -> TextLine:
        """With the caret at the start."""
        return TextLine(self.text, 0)

    def last(self) -> TextLine:
        """With the caret at the end."""
        return TextLine.of(self.text)

    @property
    def drawn(self) -> tuple[str, str, str]:
        """What stands before the caret, under it and after it, as it may be drawn."""
        under = self.text[self.at : self.at + 1]
        return one_line(self.text[: self.at]), one_line(under) or " ", one_line(self.text[self.at + 1 :])

    def _without(self, start: int) -> TextLine:
        start = max(start, 0)
        return TextLine(self.text[:start] + self.text[self.at :], min(start, self.at))


EDITS: dict[str, Callable[[TextLine], TextLine]] = {
    "backspace": TextLine.backspaced,
    "ctrl+h": TextLine.backspaced,
    "delete": TextLine.deleted,
    "ctrl+w": TextLine.word_deleted,
    "ctrl+u": TextLine.cleared,
    "left": lambda line: line.moved(-1),
    "right": lambda line: line.moved(1),
    "home": TextLine.first,
    "ctrl+a": TextLine.first,
    "end": TextLine.last,
    "ctrl+e": TextLine.last,
}
"""What the keys of a line do to it."""
