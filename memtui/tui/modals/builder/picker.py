"""A condition that is being put together in three steps (field, operator, value), as a value."""

from __future__ import annotations

from dataclasses import field as member
from dataclasses import replace
from typing import Literal

from memtui.core.filter_fields import FieldKind, field_of, operators_for
from memtui.core.filters import METADATA, Condition, Operator, Path
from memtui.core.profile import ServiceKind
from memtui.core.values import dataclass
from memtui.ops.filter_values import KnownValues
from memtui.tui.modals.builder.text_line import EDITS, TextLine
from memtui.tui.modals.builder.typed_values import default_operator, parts_of, sign_in, text_of

Step = Literal["field", "operator", "value"]
Question = tuple[str, str]
"""A field and what was typed of its value: what the store is asked about."""
_ASKED: frozenset[FieldKind] = frozenset({"scope", "categories", "metadata"})


@dataclass(frozen=True, slots=True)
class Picker:
    """What has been said of the condition so far, and the line in which the present step is typed.

    `path` is where it will stand, or stands already when it is edited. `chosen` is the row of the offers
    that the arrows went to; None means that enter takes the first one. `known` are the values that the
    store holds, for the question `known_for`; `waiting` says that enter was pressed before they came, and
    without `patient` it does not wait for them.
    """

    path: Path
    editing: bool = False
    step: Step = "field"
    field: str = ""
    operator: Operator = "eq"
    line: TextLine = member(default_factory=TextLine)
    chosen: int | None = None
    known: KnownValues = member(default_factory=KnownValues)
    known_for: Question | None = None
    waiting: bool = False
    patient: bool = True

    @classmethod
    def of(cls, path: Path, condition: Condition) -> Picker:
        """A picker that edits a condition: at its value, the likeliest thing to change."""
        line = TextLine.of(text_of(condition))
        return cls(path, True, "value", condition.field, condition.operator, line)

    @property
    def question(self) -> Question | None:
        """What the store can be asked about for this step."""
        text = self.line.text.strip()
        if self.step == "field":
            return METADATA, text.removeprefix(METADATA)
        field = field_of(self.field)
        if self.step != "value" or self.operator == "exists" or field is None or field.kind not in _ASKED:
            return None
        return self.field, self.last_part.strip('"')

    @property
    def is_fresh(self) -> bool:
        """Whether what the store holds is known for what is typed now."""
        return self.question is None or self.question == self.known_for

    @property
    def last_part(self) -> str:
        """What is being typed of the value: the last of several."""
        return parts_of(self.line.text)[-1] if self.operator == "in" else self.line.text.strip()

    def answered(self, question: Question, known: KnownValues) -> Picker:
        """With what the store holds, if that is still asked."""
        return replace(self, known=known, known_for=question) if question == self.question else self

    def with_field(self, name: str, kind: ServiceKind) -> Picker:
        """The field is chosen: on to the value, with the likeliest operator."""
        field = field_of(name)
        if field is None or name == METADATA:
            # Its key is still to be typed.
            return replace(self, line=TextLine.of(name), chosen=None)
        if name == self.field:
            return replace(self, step="value", line=TextLine(), chosen=None)
        likely = default_operator(field, kind)
        return replace(self, step="value", field=name, operator=likely, line=TextLine(), chosen=None)

    def with_operator(self, operator: Operator) -> Picker:
        """The operator is chosen: on to the value."""
        return replace(self, step="value", operator=operator, line=TextLine(), chosen=None)

    def typed(self, text: str, kind: ServiceKind) -> Picker:
        """With a text typed at the caret; a sign before the value is the operator."""
        return self._edited(self.line.typed(text), kind)

    def edited(self, key: str, kind: ServiceKind) -> Picker:
        """With the line changed by one of the keys of `EDITS`; a backspace too many goes a step back."""
        if EDITS[key] is TextLine.backspaced and not self.line.text:
            return self.stepped_back()
        return self._edited(EDITS[key](self.line), kind)

    def stepped_back(self) -> Picker:
        """The step before: from the value to the operator, from that to the field."""
        if self.step == "value":
            return replace(self, step="operator", line=TextLine(), chosen=None)
        if self.step == "operator":
            return replace(self, step="field", line=TextLine.of(self.field), chosen=None)
        return self

    def turned(self, step: int, kind: ServiceKind) -> Picker:
        """With the next of the field's operators; what is typed stays."""
        allowed = self.operators(kind)
        if self.step != "value" or not allowed:
            return self
        at = allowed.index(self.operator) if self.operator in allowed else -step
        return replace(self, operator=allowed[(at + step) % len(allowed)], chosen=None)

    def operators(self, kind: ServiceKind) -> tuple[Operator, ...]:
        """What the field can be compared with, the likeliest first."""
        field = field_of(self.field)
        if field is None:
            return ()
        likely = default_operator(field, kind)
        return likely, *(other for other in operators_for(field, kind) if other != likely)

    def signed(self, kind: ServiceKind, *, entered: bool = False) -> Picker:
        """With a sign that the value begins with made the operator."""
        found = sign_in(self.line.text, self.operators(kind), entered=entered)
        if self.step != "value" or found is None:
            return self
        return replace(self, operator=found[0], line=TextLine.of(found[1]), chosen=None)

    def _edited(self, line: TextLine, kind: ServiceKind) -> Picker:
        if line.text == self.line.text:
            return replace(self, line=line)
        return replace(self, line=line, chosen=None).signed(kind)
