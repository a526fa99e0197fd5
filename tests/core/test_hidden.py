"""What marks stand for, in words."""

from __future__ import annotations

import pytest

from memtui.core.hidden import hidden_words

TAGS = "\U000e0001\U000e0068\U000e0069\U000e007f"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], ""),
        (["plain", "👩\u200d👧", "café"], ""),
        (["a\x1bb"], "1 hidden character: ^[ escape"),
        (
            ["\x1b[2J\x1b[H", "x\u202ey"],
            "3 hidden characters: ^[ escape (2), <U+202E> right-to-left override",
        ),
        (["\ud800"], "1 hidden character: <U+D800> unpaired surrogate U+D800"),
        (
            [f"a{TAGS}", TAGS, "b"],
            '8 hidden characters: tag characters that spell "hi" (4), <U+E0001> language tag (2),'
            " <U+E007F> cancel tag (2)",
        ),
        (["a" + "\u0301" * 10], "2 hidden characters: <U+0301> combining acute accent (2)"),
    ],
)
def test_they_are_named_most_first(texts: list[str], words: str) -> None:
    assert hidden_words(texts) == words


def test_only_so_many_kinds_are_named() -> None:
    assert hidden_words(["\x00\x00\x07\x01\x02"], most=2) == (
        "5 hidden characters: ^@ null (2), ^G bell, 2 more kinds"
    )
