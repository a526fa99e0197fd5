"""A filter tree to and from one line of text: `user_id = alice and keywords icontains "to play"`.

The grammar is described in `docs/filters.md`. Errors carry the column (from 1) and what was expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from memtui.core.errors import FilterError
from memtui.core.filters import MOST_LEVELS, And, Condition, Filter, Or
from memtui.core.models import SCOPE_FIELDS

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>[()=*])|(?P<word>[^\s()="*]+)|(?P<bad>\S))""", re.DOTALL
)
_PLAIN_WORD = re.compile(r"[^\s()=\"*\\]+")
_FIELDS = (*SCOPE_FIELDS, "keywords")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse(text: str) -> Filter:
    """The tree that `text` means. Raises FilterError with the column of the first mistake."""
    return _Parser(text).whole()


def format_filter(tree: Filter) -> str:
    """The text that `parse` reads as `tree`."""
    if isinstance(tree, Or):
        return " or ".join(_grouped(child, Or) for child in tree.children)
    if isinstance(tree, And):
        return " and ".join(_grouped(child, And, Or) for child in tree.children)
    if tree.operator == "exists":
        return f"{tree.field} = *"
    operator = "=" if tree.operator == "eq" else tree.operator
    return f"{tree.field} {operator} {_quote(tree.value)}"


def _grouped(tree: Filter, *needing_parentheses: type) -> str:
    text = format_filter(tree)
    return f"({text})" if isinstance(tree, needing_parentheses) else text


def _quote(value: str) -> str:
    if _PLAIN_WORD.fullmatch(value) and value.lower() not in {"and", "or", "not"}:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text[1:-1], flags=re.DOTALL)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[_Token] = []
        end = len(text.rstrip())
        at = 0
        while at < end and (match := _TOKEN.match(text, at)):
            kind = match.lastgroup or "bad"
            column = match.start(kind) + 1
            if kind == "bad":
                raise FilterError(f"Column {column}: this quote is never closed.", column=column)
            self._tokens.append(_Token(kind, match[kind], column))
            at = match.end()
        self._end = _Token("end", "", end + 1)
        self._at = 0
        self._open = 0

    def whole(self) -> Filter:
        tree = self._any()
        token = self._peek()
        if token.kind != "end":
            raise self._wrong(token, "'and', 'or' or the end")
        return tree

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _wrong(self, token: _Token, expected: str) -> FilterError:
        found = f"found {token.text!r}" if token.text else "the filter ends here"
        return FilterError(f"Column {token.column}: expected {expected}, {found}.", column=token.column)

    def _joined(self, word: str) -> bool:
        token = self._peek()
        if token.kind == "word" and token.text.lower() == word:
            self._at += 1
            return True
        return False

    def _any(self) -> Filter:
        parts = [self._all()]
        while self._joined("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Filter:
        parts = [self._one()]
        while self._joined("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Filter:
        token = self._next()
        if token.text == "(" and token.kind == "mark":
            self._open += 1
            if self._open > MOST_LEVELS:
                raise FilterError(
                    f"Column {token.column}: more than {MOST_LEVELS} parentheses inside one another.",
                    column=token.column,
                )
            tree = self._any()
            self._open -= 1
            closing = self._next()
            if closing.text != ")":
                raise self._wrong(closing, "')'")
            return tree
        if token.kind != "word":
            raise self._wrong(token, "a field")
        if token.text not in _FIELDS:
            raise FilterError(
                f"Column {token.column}: {token.text!r} is not a field that can be filtered here.",
                column=token.column,
                hint=f"Fields: {', '.join(_FIELDS)}.",
            )
        return self._condition(token.text)

    def _condition(self, field: str) -> Condition:
        operator = self._next()
        if field == "keywords":
            if operator.text.lower() != "icontains":
                raise self._wrong(operator, "'icontains'")
            return Condition(field, "icontains", self._value())
        if operator.text != "=":
            raise self._wrong(operator, "'='")
        if self._peek().kind == "mark" and self._peek().text == "*":
            self._at += 1
            return Condition(field, "exists")
        return Condition(field, "eq", self._value())

    def _value(self) -> str:
        token = self._next()
        if token.kind == "quoted":
            return _unquote(token.text)
        if token.kind == "word":
            return token.text
        raise self._wrong(token, "a value")
