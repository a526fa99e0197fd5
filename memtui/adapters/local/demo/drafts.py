"""What a memory says, before it has an id and a time: good facts, most of a demo."""

from __future__ import annotations

from memtui.adapters.local.demo import draws
from memtui.adapters.local.demo.draws import pick
from memtui.adapters.local.demo.facts import (
    AGENT_FACTS,
    EMOJI_FACTS,
    FOREIGN_FACTS,
    USER_FACTS,
    Fact,
    Values,
)
from memtui.adapters.local.demo.talk import Conversation, capitalised, conversation, correction
from memtui.adapters.local.demo.world import Session, World

# Below this, the byte SIDE makes a fact one that the agent keeps for itself.
AGENT_SIDE = 38
# Below this, the byte UPDATES says that the memory has been updated.
_UPDATED = 69

_USER_COUNT = len(USER_FACTS)

# Plain tuples: these are made a million times over, and a class of their own would double their cost.
# A version is a text and the conversation that made it so.
Version = tuple[str, Conversation | None]
# A draft is the versions, oldest first and never none; a category; and a user id, an agent id or both.
Draft = tuple[tuple[Version, ...], str, str | None, str | None]
# A sentence is a fact and its values, whether it has the added clause, and how many first characters,
# the subject, are left out.
Sentence = tuple[Fact, Values, bool, int]


def user_sentence(session: Session, byte: bytes) -> Sentence:
    """What this draw says about the person of the session."""
    at = (byte[draws.FACT] << 8 | byte[draws.FACT_LOW]) * _USER_COUNT >> 16
    kind = USER_FACTS[at]
    way = byte[draws.SUBJECT]
    traits = session.person.unnamed if way < 30 else session.person.traits
    values = kind.values(traits, byte[draws.SLOTS :])
    subject = len(traits[0]) + 1 if way > 235 and kind.about_subject else 0
    return kind, values, kind.longer is not None and byte[draws.LONGER] < 110, subject


def text_of(sentence: Sentence) -> str:
    """The sentence as it is remembered."""
    fact, values, is_longer, subject = sentence
    text = (fact.longer if is_longer and fact.longer else fact.text)(*values)
    return capitalised(text[subject:])


def said_of(sentence: Sentence) -> str:
    """What the person said, so that it is remembered."""
    fact, values, is_longer, _ = sentence
    said = fact.said(*values)
    return f"{said} {fact.more(*values)}" if is_longer and fact.more else said


def fact(world: World, session: Session, number: int, byte: bytes) -> Draft:
    """A good fact, about the person or, less often, one that the agent keeps for its own work."""
    is_shared = byte[draws.BOTH] == 0
    if byte[draws.SIDE] >= AGENT_SIDE:
        sentence = user_sentence(session, byte)
        tone = sentence[0].category
        return _draft(sentence, byte, session.user_id, session.agent[0] if is_shared else None, tone)
    agent_id, trade = session.agent
    kind = pick(AGENT_FACTS[trade], byte[draws.FACT])
    values = kind.values((agent_id, *session.person.traits[1:]), byte[draws.SLOTS :])
    sentence = (kind, values, kind.longer is not None and byte[draws.LONGER] < 110, 0)
    return _draft(sentence, byte, session.user_id if is_shared else None, agent_id, "support")


def foreign_fact(world: World, session: Session, number: int, byte: bytes) -> Draft:
    """A fact in the person's own language, or with emoji."""
    table = EMOJI_FACTS if byte[draws.SIDE] < 70 else FOREIGN_FACTS[session.person.language]
    kind = pick(table, byte[draws.FACT])
    values = kind.values(session.person.traits, byte[draws.SLOTS :])
    return _draft((kind, values, False, 0), byte, session.user_id, None, "")


def _draft(sentence: Sentence, byte: bytes, user_id: str | None, agent_id: str | None, tone: str) -> Draft:
    """The sentence with its versions; about one in four has been updated, up to three times.

    `tone` is the category that answers are taken from, if any.
    """
    changes = byte[draws.UPDATES]
    later: tuple[Version, ...] = ()
    if changes < _UPDATED:
        for change in range(1 if changes > 26 else 2 if changes > 7 else 3):
            before, said = _earlier(sentence)
            talk = correction(said, tone, byte[draws.MEND] + change * 77 & 255)
            later = ((text_of(sentence), talk), *later)
            sentence = before
    first = conversation(said_of(sentence), tone, byte[draws.TALK], byte[draws.REPLY])
    return ((text_of(sentence), first), *later), sentence[0].category, user_id, agent_id


def _earlier(sentence: Sentence) -> tuple[Sentence, str]:
    """The sentence before its last change, and what was said to change it."""
    fact, values, is_longer, subject = sentence
    if is_longer and fact.more:
        return (fact, values, False, subject), fact.more(*values)
    before = fact.earlier(values)
    said = fact.then(*values, old=before[fact.place], new=values[fact.place])
    return (fact, before, False, subject), said
