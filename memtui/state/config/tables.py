"""Tables of the configuration whose keys are asked for one by one; what is wrong with them gathers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar

from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.core.values import dataclass
from memtui.state.config.statements import KeyPath

Word = TypeVar("Word", bound=str)


@dataclass(slots=True)
class Mistakes:
    """Sentences, each with the path of the key that it is about, in the order in which they were found."""

    found: dict[tuple[KeyPath, str], None] = field(default_factory=dict)

    def add(self, path: KeyPath, what: str) -> None:
        """A sentence that begins with the key's name. One key may be looked at twice."""
        self.found[path, f"{one_line('.'.join(path))} {what}"] = None

    def sentence(self, path: KeyPath, sentence: str) -> None:
        """A sentence of its own about a key."""
        self.found[path, sentence] = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table at `path`; a key that is missing or wrong reads as the empty text, False or None."""

    path: KeyPath
    values: Mapping[str, Any]
    mistakes: Mistakes

    def wrong(self, key: str, what: str) -> None:
        """Say what is wrong with a key."""
        self.mistakes.add((*self.path, key), what)

    def text(self, key: str, check: Callable[[str], str] | None = None) -> str:
        """A text, as `check` gives it back; the UsageError that it may raise goes on from the key's name."""
        value = self.values.get(key)
        if isinstance(value, str) and value.strip():
            try:
                return value.strip() if check is None else check(value.strip())
            except UsageError as error:
                self.wrong(key, str(error).strip())
        elif value is not None:
            self.wrong(key, f"must be a text, not {_type(value)}" if value != "" else "is empty")
        return ""

    def word(self, key: str, words: Sequence[Word], *, also: str = "") -> Word | None:
        """One of these words; None for the one that may stand there `also`."""
        value = self.text(key)
        for word in words:
            if value == word:
                return word
        if value and value != also:
            allowed: list[str] = [*([also] if also else []), *words]
            self.wrong(key, f"must be one of {', '.join(allowed)}{meant(value, allowed)}")
        return None

    def switch(self, key: str, *, otherwise: bool = False) -> bool:
        """True or false."""
        value = self.values.get(key, otherwise)
        if not isinstance(value, bool):
            self.wrong(key, f"must be true or false, not {_type(value)}")
        return value is True

    def only(self, known: Collection[str], others: Mapping[str, str]) -> None:
        """Say of every key that is not known what was meant, or what is to be said of such `others`."""
        for key in self.values:
            if key not in known:
                self.wrong(key, others.get(key) or f"is not known{meant(key, known)}")


def meant(word: str, words: Iterable[str]) -> str:
    """The end of a sentence about a word that is none of these, if it is nearly one."""
    # Loaded on first use: most configurations have no mistakes.
    from difflib import get_close_matches

    close = get_close_matches(word, list(words), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _type(value: object) -> str:
    names = {
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), "a date")
