"""What can be done to many memories: the one place that says its key, its words and its fields."""

from __future__ import annotations

from typing import Literal

from memtui.adapters.base import WriteSupport
from memtui.core import rewriting
from memtui.core.replacing import Part
from memtui.core.typed_fields import DAYS
from memtui.core.values import dataclass

RuleKind = Literal[
    "replace", "prefix", "suffix", "metadata", "metadata.remove", "expiration", "expiration.never"
]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `wanted` is said when nothing stands in it; empty where nothing is right too."""

    part: Part
    label: str
    help: str
    wanted: str = ""
    help_of_pattern: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be done; `title` is followed by how many memories."""

    id: RuleKind
    key: str
    label: str
    help: str
    title: str
    fields: tuple[FieldSpec, ...] = ()

    @property
    def finds(self) -> bool:
        """Whether it can look for a pattern, and without regard to case."""
        return self.id == "replace"

    def off(self, support: WriteSupport) -> str:
        """Why a service does not do it; empty if it does."""
        keeps = self.id == "metadata.remove" and support.merges_metadata
        return rewriting.KEEPS_KEYS if keeps else ""


_KEY = FieldSpec("key", "key", "a key of the metadata", "Type a key of the metadata.")

KINDS: tuple[Kind, ...] = (
    Kind(
        "replace",
        "r",
        "Replace text",
        "where a text is found, or a pattern matches",
        "Replace text in",
        (
            FieldSpec("find", "find", "the text to look for", "Type what to find.", "a regular expression"),
            FieldSpec(
                "replacement",
                "replace by",
                "empty takes the text away",
                help_of_pattern=r"\1 \g<name> a group, \g<0> all of it, \n a new line",
            ),
        ),
    ),
    Kind(
        "prefix",
        "p",
        "Add a prefix",
        "a text before each one's own",
        "Add a prefix to",
        (FieldSpec("text", "prefix", "with the blank that shall follow it", "Type the prefix."),),
    ),
    Kind(
        "suffix",
        "s",
        "Add a suffix",
        "a text after each one's own",
        "Add a suffix to",
        (FieldSpec("text", "suffix", "with the blank that shall precede it", "Type the suffix."),),
    ),
    Kind(
        "metadata",
        "m",
        "Set a metadata key",
        "give it a value; other keys stay",
        "Set a metadata key of",
        (
            _KEY,
            FieldSpec(
                "value",
                "value",
                'text, 5, true, null or JSON; "5" in quotes is text',
                'Type a value; "" is an empty text.',
            ),
        ),
    ),
    Kind(
        "metadata.remove",
        "d",
        "Remove a metadata key",
        "take it away with its value",
        "Remove a metadata key of",
        (_KEY,),
    ),
    Kind(
        "expiration",
        "e",
        "Set the expiration",
        "the day after which agents no longer see it",
        "Set the expiration of",
        (FieldSpec("date", "expires", f"{DAYS}; counted in UTC", "Type a day."),),
    ),
    Kind(
        "expiration.never",
        "c",
        "Clear the expiration",
        "it never expires",
        "Clear the expiration of",
    ),
)
BY_ID = {kind.id: kind for kind in KINDS}
BY_KEY = {kind.key: kind for kind in KINDS}
