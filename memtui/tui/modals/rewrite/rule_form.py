"""The fields of one thing that can be done, one below the other, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from memtui.core.replacing import Part
from memtui.core.stand_ins import MARK, hidden_note
from memtui.tui.lines import Span
from memtui.tui.modals.rewrite.field_box import FieldBox
from memtui.tui.modals.rewrite.kinds import Kind
from memtui.tui.modals.rewrite.reading import Mistake, Reading, Typed
from memtui.tui.modals.rewrite.rule_field import RuleField, RuleSwitch
from memtui.tui.modals.rewrite.words import CASE_KEY, REGEX_KEY


class RuleForm(Container):
    """All fields of one kind; they keep what stands in them while others are shown."""

    def __init__(self, kind: Kind, begun: Typed | None, known_keys: str) -> None:
        super().__init__(classes="rule-form")
        self.kind = kind
        self.is_regex = begun is not None and begun.is_regex
        self.ignore_case = begun is not None and begun.ignore_case
        texts: Mapping[Part, str] = begun.texts if begun is not None else {}
        self._known_keys = known_keys
        self._at = 0
        self._fields = [
            RuleField(spec, texts.get(spec.part, ""), f"rule-{kind.id.replace('.', '-')}-{spec.part}")
            for spec in kind.fields
        ]
        self._switches = (
            (RuleSwitch(REGEX_KEY, "regex"), RuleSwitch(CASE_KEY, "ignore case")) if kind.finds else ()
        )
        self.display = False

    def compose(self) -> ComposeResult:
        """The fields over the switches, or what there is to say without any."""
        yield from self._fields
        if self._switches:
            with Horizontal(classes="rule-switches"):
                yield from self._switches
        if not self._fields:
            yield Static(Content.styled(self.kind.help, "$dim"), markup=False, classes="rule-help")

    def on_mount(self) -> None:
        """Put the cursors behind the texts."""
        for field in self._fields:
            field.box.go_to_end()

    @property
    def box(self) -> FieldBox | None:
        """The field into which one types; None where there is nothing to type."""
        return self._fields[self._at].box if self._fields else None

    @property
    def typed(self) -> Typed:
        """What stands in the fields."""
        texts = {field.spec.part: field.box.raw for field in self._fields}
        return Typed(self.kind.id, texts, self.is_regex, self.ignore_case)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the fields."""
        return not any(field.box.text for field in self._fields)

    def step(self, step: int) -> None:
        """Go to another field."""
        self.step_to((self._at + step) % max(len(self._fields), 1))

    def step_to(self, index: int) -> None:
        """Go to a field."""
        self._at = index

    def has_focus_in(self, box: FieldBox) -> None:
        """Go to the field that got the keyboard."""
        self._at = next((at for at, field in enumerate(self._fields) if field.box is box), self._at)

    def go_to(self, mistake: Mistake) -> None:
        """Go to a mistake."""
        parts = [field.spec.part for field in self._fields]
        self._at = parts.index(mistake.part)
        if mistake.at is not None:
            self._fields[self._at].box.go_to(mistake.at)

    def turn(self, key: str) -> None:
        """Turn what a key stands for."""
        if key == REGEX_KEY:
            self.is_regex = not self.is_regex
        else:
            self.ignore_case = not self.ignore_case

    def show(self, reading: Reading) -> None:
        """Say of each field what is wrong with it, what it was taken for, or what it is for."""
        for at, field in enumerate(self._fields):
            field.show(self._note(field, reading), has_cursor=at == self._at)
        for switch, is_on in zip(self._switches, (self.is_regex, self.ignore_case), strict=False):
            switch.show(is_on=is_on)

    def _note(self, field: RuleField, reading: Reading) -> Span:
        spec, raw = field.spec, field.box.raw
        if mistake := reading.mistake_in(spec.part):
            return mistake.sentence, "warning"
        if hidden := hidden_note(raw, MARK):
            return hidden, "warning"
        if note := reading.notes.get(spec.part):
            return note, "value"
        if spec.part in {"find", "replacement", "key"} and raw != raw.strip():
            return _blanks(raw), "warning" if spec.part == "key" else "dim"
        if spec.part == "key" and self._known_keys:
            return self._known_keys, "dim"
        return (self.is_regex and spec.help_of_pattern) or spec.help, "dim"


def _blanks(raw: str) -> str:
    ends = [name for name, is_one in (("begins", raw[:1].isspace()), ("ends", raw[-1:].isspace())) if is_one]
    return f"{' and '.join(ends)} with a blank"
