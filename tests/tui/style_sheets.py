"""Textual's style sheets, each read once in a run rather than once in an app: half of the time of a test."""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.parse import parse
from textual.css.tokenize import tokenize_values
from textual.css.tokenizer import Token

Tokens = dict[str, list[Token]]

_tokens: dict[frozenset[tuple[str, str]], Tokens] = {}
_rules: dict[tuple[Any, ...], list[RuleSet]] = {}


def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let apps share the rules of the same sheet with the same variables: they only read them."""
    monkeypatch.setattr("textual.css.stylesheet.tokenize_values", _tokenized)
    monkeypatch.setattr("textual.css.stylesheet.parse", _parsed)
    # A rule is what it is and nothing else; its own hash says so too, but in Python, millions of times.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)


def _tokenized(values: dict[str, str]) -> Tokens:
    """The tokens of a theme's variables: one and the same object for the same ones."""
    key = frozenset(values.items())
    if key not in _tokens:
        _tokens[key] = tokenize_values(values)
    return _tokens[key]


def _parsed(scope: str, css: str, read_from: Any, *, variable_tokens: Tokens, **kind: Any) -> list[RuleSet]:
    key = (scope, css, read_from, id(variable_tokens), *kind.items())
    if key not in _rules:
        _rules[key] = list(parse(scope, css, read_from, variable_tokens=variable_tokens, **kind))
    return _rules[key]
