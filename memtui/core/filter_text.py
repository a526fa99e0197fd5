"""A filter tree to and from one line of text: `user_id = alice and keywords icontains "to play"`.

The grammar is described in `docs/filters.md`. Errors carry the column (from 1) and what was expected.
"""

from __future__ import annotations

import json
import re

from memtui.core.display import is_plain
from memtui.core.errors import FilterError
from memtui.core.filter_fields import FIELDS, OPERATOR_SIGNS, Field, field_of, likely_field
from memtui.core.filter_json import wrong_value
from memtui.core.filters import METADATA, MOST_LEVELS, And, Condition, Filter, Not, Operator, Or, Scalar
from memtui.core.values import dataclass

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WORD = r'(?:(?!!=)[^\s()=",<>*\\])+'
_TOKEN = re.compile(
    rf"\s*(?:(?P<field>metadata\.{_QUOTED})|(?P<quoted>{_QUOTED})|(?P<sign>==|<>|!=|>=|<=|[<>=])"
    rf"|(?P<mark>[(),*])|(?P<word>{_WORD})|(?P<bad>\S))",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_ESCAPES = {"\n": "n", "\r": "r", "\t": "t"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {letter: mark for mark, letter in _ESCAPES.items()}
_JSON_WORDS = {"true": True, "false": False, "null": None}
_KEYWORDS = {"and", "or", "not", "in", "contains", "icontains"}
_SIGNS: dict[str, Operator] = {
    "=": "eq", "!=": "ne", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "in": "in", "contains": "contains",
    "icontains": "icontains",
}  # fmt: skip
_OTHER_WORDS = {
    "==": "=", "eq": "=", "is": "= *", "<>": "!=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
    "like": "contains", "ilike": "icontains", "exists": "= *", "&": "and", "&&": "and", "|": "or", "||": "or",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a filter's text; `column` counts from 1."""

    kind: str
    text: str
    column: int

    @property
    def end(self) -> int:
        """The column after its last character."""
        return self.column + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """The pieces of a filter's text; what can be no piece is of kind `bad`."""
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end and (match := _TOKEN.match(text, at)):
        kind = match.lastgroup or "bad"
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    return found


def parse(text: str) -> Filter:
    """The tree that `text` means. Raises FilterError with the column of the first mistake."""
    return _Parser(text).whole()


def format_filter(tree: Filter) -> str:
    """The text that `parse` reads as `tree`."""
    if isinstance(tree, Or):
        return " or ".join(_grouped(child, Or) for child in tree.children)
    if isinstance(tree, And):
        return " and ".join(_grouped(child, And, Or) for child in tree.children)
    if isinstance(tree, Not):
        return f"not {_grouped(tree.child, And, Or)}"
    return f"{format_field(tree.field)} {format_comparison(tree)}"


def format_field(name: str) -> str:
    """A field as it is written: a key of the metadata in quotes where a word is not enough."""
    key = name.removeprefix(METADATA)
    if name.startswith(METADATA) and not (re.fullmatch(_WORD, key) and is_plain(key)):
        return METADATA + _quote(key)
    return name


def format_comparison(condition: Condition) -> str:
    """What stands after the field: the operator and the value."""
    sign = OPERATOR_SIGNS[condition.operator]
    if condition.operator == "exists":
        return sign
    typed = condition.field.startswith(METADATA)
    if isinstance(condition.value, tuple):
        return f"{sign} ({', '.join(format_value(part, typed=typed) for part in condition.value)})"
    return f"{sign} {format_value(condition.value, typed=typed)}"


def format_value(value: Scalar, *, typed: bool) -> str:
    """A value as it is written; where values are typed, a text that looks like a number is in quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    looks_typed = typed and (value in _JSON_WORDS or _NUMBER.fullmatch(value))
    if re.fullmatch(_WORD, value) and is_plain(value) and value.lower() not in _KEYWORDS and not looks_typed:
        return value
    return _quote(value)


def _grouped(tree: Filter, *needing_parentheses: type) -> str:
    text = format_filter(tree)
    return f"({text})" if isinstance(tree, needing_parentheses) else text


def _quote(value: str) -> str:
    quoted = re.sub(r'["\\\n\r\t]', lambda m: "\\" + _ESCAPES.get(m[0], m[0]), value)
    if not is_plain(quoted):
        # What is written here is drawn and pasted as it is, so it holds nothing that cannot be seen.
        quoted = "".join(char if is_plain(char) else _code(char) for char in quoted)
    return f'"{quoted}"'


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def unquote(text: str) -> str:
    """The text that stands in quotes."""
    return _ESCAPE.sub(
        lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPED.get(m[3], m[3]), text[1:-1]
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens_of(text)
        for token in self._tokens:
            if token.kind == "bad":
                what = (
                    "this quote is never closed"
                    if token.text == '"'
                    else f"{token.text!r} means nothing here"
                )
                raise FilterError(f"Column {token.column}: {what}.", column=token.column)
        self._end = Token("end", "", len(text.rstrip()) + 1)
        self._at = 0
        self._open = 0

    def whole(self) -> Filter:
        tree = self._any()
        token = self._peek()
        if token.kind != "end":
            raise self._wrong(token, "'and', 'or' or the end", self._after_value(token))
        return tree

    def _after_value(self, token: Token) -> str:
        """What to do about a token that cannot follow a value."""
        if token.text.lower() in _OTHER_WORDS:
            return _did_you_mean(_OTHER_WORDS[token.text.lower()])
        value = self._tokens[self._at - 1]
        if token.kind == "word" and value.kind == "word":
            both = f"{value.text} {token.text}".strip("'")
            return f"A value of several words is written in quotes: {_quote(both)}"
        return ""

    def _peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _wrong(self, token: Token, expected: str, hint: str = "") -> FilterError:
        found = f"found {token.text!r}" if token.text else "the filter ends here"
        message = f"Column {token.column}: expected {expected}, {found}."
        return FilterError(message, column=token.column, hint=hint)

    def _taken(self, kind: str, *texts: str) -> bool:
        token = self._peek()
        if token.kind == kind and token.text.lower() in texts:
            self._at += 1
            return True
        return False

    def _any(self) -> Filter:
        parts = [self._all()]
        while self._taken("word", "or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Filter:
        parts = [self._one()]
        while self._taken("word", "and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Filter:
        token = self._peek()
        if self._taken("word", "not"):
            self._deeper(token)
            child = self._one()
            self._open -= 1
            return Not(child)
        if self._taken("mark", "("):
            self._deeper(token)
            tree = self._any()
            self._open -= 1
            closing = self._next()
            if closing.text != ")":
                raise self._wrong(closing, "')'")
            return tree
        return self._condition()

    def _deeper(self, token: Token) -> None:
        self._open += 1
        if self._open > MOST_LEVELS:
            raise FilterError(
                f"Column {token.column}: nested more than {MOST_LEVELS} deep.", column=token.column
            )

    def _condition(self) -> Condition:
        token = self._next()
        if token.kind not in {"word", "field"}:
            raise self._wrong(token, "a field")
        name = METADATA + unquote(token.text[len(METADATA) :]) if token.kind == "field" else token.text
        field = field_of(name)
        if field is None or token.text == METADATA:
            raise FilterError(
                f"Column {token.column}: {token.text!r} is not a field.",
                column=token.column,
                hint=_suggestion(token.text),
            )
        operator = self._operator(name, field)
        if operator == "exists":
            return Condition(name, "exists")
        if operator == "in":
            return Condition(name, "in", self._values(name, field))
        value = self._value(name, field)
        if field.kind == "memory_ids":
            return Condition(name, "in", (value,))
        return Condition(name, operator, value)

    def _operator(self, name: str, field: Field) -> Operator:
        token = self._next()
        operator = _SIGNS.get(token.text.lower()) if token.kind in {"sign", "word"} else None
        allowed = (*field.operators, *field.only_here)
        signs = [OPERATOR_SIGNS[sign] for sign in allowed]
        expected = f"{'one of ' if len(signs) > 1 else ''}{', '.join(signs)} after {format_field(name)}"
        if operator is None:
            raise self._wrong(token, expected, _close_sign(token.text, signs))
        star = self._peek()
        if operator in {"eq", "ne"} and star.kind == "mark" and star.text == "*":
            if operator == "ne":
                raise self._wrong(star, "a value", hint=f"What is not set is written: not {name} = *")
            if "exists" not in allowed:
                raise self._wrong(star, "a value")
            self._at += 1
            operator = "exists"
        if operator == "eq" and field.kind == "memory_ids":
            return operator
        if operator not in allowed:
            hint = f"Write: not {name} in (...)" if operator == "ne" and "in" in allowed else ""
            raise self._wrong(token, expected, hint)
        return operator

    def _values(self, name: str, field: Field) -> tuple[Scalar, ...]:
        opening = self._next()
        if opening.text != "(" or opening.kind != "mark":
            raise self._wrong(opening, "'(' and a list of values")
        values = [self._value(name, field)]
        while self._taken("mark", ","):
            values.append(self._value(name, field))
        closing = self._peek()
        if not self._taken("mark", ")"):
            raise self._wrong(closing, "',' or ')'", self._after_value(closing))
        return tuple(values)

    def _value(self, name: str, field: Field) -> Scalar:
        token = self._next()
        if token.kind not in {"quoted", "word"}:
            is_mark = token.kind == "sign" or token.text in {"*", "("}
            hint = 'A text with such marks in it is written in quotes: "...".' if is_mark else ""
            raise self._wrong(token, "a value", hint)
        value: Scalar = unquote(token.text) if token.kind == "quoted" else token.text
        if token.kind == "word" and field.kind in {"metadata", "length", "edited"}:
            value = _typed(token.text)
        if problem := wrong_value(field, value):
            raise FilterError(f"Column {token.column}: {name}: {problem}.", column=token.column)
        return value


def _typed(word: str) -> Scalar:
    if word in _JSON_WORDS:
        return _JSON_WORDS[word]
    if _NUMBER.fullmatch(word):
        return int(word) if re.fullmatch(r"-?\d{1,300}", word, re.ASCII) else float(word)
    return word


def _suggestion(word: str) -> str:
    if word.lower().startswith("metadata"):
        return "A key of the metadata is written metadata.KEY."
    if close := likely_field(word):
        return _did_you_mean(close)
    names = ", ".join(field.name for field in FIELDS if field.name != METADATA)
    return f"Fields: {names}; a key of the metadata is written metadata.KEY."


def _close_sign(word: str, signs: list[str]) -> str:
    """Which sign this word may stand for; empty when none is like it."""
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), [*signs, *_OTHER_WORDS], n=1)
    return _did_you_mean(_OTHER_WORDS.get(close[0], close[0])) if close else ""


def _did_you_mean(word: str) -> str:
    return f"Did you mean {word!r}?"
