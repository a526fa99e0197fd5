"""Memories that repeat or deny an older one of the same person."""

from __future__ import annotations

from memtui.adapters.local.demo import draws
from memtui.adapters.local.demo.drafts import (
    AGENT_SIDE,
    Draft,
    Sentence,
    fact,
    said_of,
    text_of,
    user_sentence,
)
from memtui.adapters.local.demo.draws import draw, kind_of
from memtui.adapters.local.demo.talk import conversation
from memtui.adapters.local.demo.world import Session, World

_TRIES = 8


def duplicate(world: World, session: Session, number: int, byte: bytes) -> Draft:
    """An older fact, word for word."""
    source = _source(world, number, byte)
    if source is None:
        return fact(world, session, number, byte)
    return _copy(source[0], source[1], text_of(source[1]), byte)


def near_duplicate(world: World, session: Session, number: int, byte: bytes) -> Draft:
    """An older fact in almost the same words."""
    source = _source(world, number, byte)
    if source is None:
        return fact(world, session, number, byte)
    older, sentence = source
    subject = sentence[1][0]
    return _copy(older, sentence, _reworded(text_of(sentence), subject, byte[draws.JUNK]), byte)


def contradiction(world: World, session: Session, number: int, byte: bytes) -> Draft:
    """An older fact with another value in the place that can change."""
    source = _source(world, number, byte)
    if source is None:
        return fact(world, session, number, byte)
    older, sentence = source
    kind, values, is_longer, subject = sentence
    other = (kind, kind.earlier(values), is_longer, subject)
    return _copy(older, other, text_of(other), byte)


def _source(world: World, number: int, byte: bytes) -> tuple[Session, Sentence] | None:
    """A good fact about a person among the few thousand memories before this one."""
    if number == 0:
        return None
    back = (byte[draws.SOURCE] << 8 | byte[draws.SOURCE_LOW]) % min(number, 4000)
    for older in range(number - 1 - back, max(number - 1 - back - _TRIES, -1), -1):
        other = draw(older)
        if kind_of(other) < draws.GOOD_FACTS and other[draws.SIDE] >= AGENT_SIDE:
            session = world.session_of(older)
            return session, user_sentence(session, other)
    return None


def _copy(session: Session, sentence: Sentence, text: str, byte: bytes) -> Draft:
    category = sentence[0].category
    talk = conversation(said_of(sentence), category, byte[draws.TALK], byte[draws.REPLY])
    return ((text, talk),), category, session.user_id, None


def _reworded(text: str, subject: str, byte: int) -> str:
    way = byte % 6
    if way == 0:
        return text[:-1]
    if way == 1 and text.startswith(subject):
        return ("User" if subject != "User" else "The user") + text[len(subject) :]
    if way == 2:
        return f"{text[:-1]}, as mentioned before."
    if way == 3 and " and " in text:
        return text.replace(" and ", " & ", 1)
    if way == 4 and "prefers" in text:
        return text.replace("prefers", "likes", 1)
    return f"Confirmed: {text}"
