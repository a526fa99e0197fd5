"""Junk, as real stores hold it: restated prompts, dumps, noise, leaks and text that attacks its reader."""

from __future__ import annotations

from collections.abc import Iterable

from memtui.adapters.local.demo import draws, dump_words, junk_words
from memtui.adapters.local.demo.drafts import Draft
from memtui.adapters.local.demo.draws import pick
from memtui.adapters.local.demo.facts import WORDS, Line
from memtui.adapters.local.demo.talk import Conversation, conversation, spoken
from memtui.adapters.local.demo.world import Session, World

_TABLES = WORDS | junk_words.TABLES


def _lines(patterns: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(pattern, _TABLES) for pattern in patterns)


_HEARTBEATS = _lines(junk_words.HEARTBEAT)
_RESIDUE = _lines(junk_words.RESIDUE)
_RELATIVE = _lines(junk_words.RELATIVE)
_PERSONAS = _lines(junk_words.PERSONA)
_PROFILES = _lines(junk_words.PROFILE)
_SECRETS = _lines(junk_words.SECRETS)
_INJECTIONS = _lines(junk_words.INJECTIONS)
_HOSTILE = _lines(junk_words.HOSTILE)
_TITLES = _lines(dump_words.TITLES)

_STARTED = (
    spoken(
        "Read AGENTS.md and the other workspace files, then say hello.", "Hello. What are we doing today?"
    ),
    spoken("Read HEARTBEAT.md if it exists and follow it. If nothing needs attention, reply HEARTBEAT_OK."),
    spoken("A new session was started. Greet the user.", "Hi, I'm back. Where did we leave off?"),
)
_POLLED = (
    spoken("Read HEARTBEAT.md if it exists and follow it.", "HEARTBEAT_OK"),
    spoken("[cron] scheduled run", "NO_REPLY"),
)
_PASTED = spoken("Here is the architecture document, keep it in mind.", "Thanks, I've read it.")
_LOOPED = spoken("<relevant-memories> User prefers concise answers </relevant-memories> ok thanks", "Noted.")


def _draft(
    session: Session, text: str, talk: Conversation, category: str, *, by_agent: bool = False
) -> Draft:
    user_id, agent_id = (None, session.agent[0]) if by_agent else (session.user_id, None)
    return ((text, talk),), category, user_id, agent_id


def _filled(table: tuple[Line, ...], session: Session, byte: bytes) -> str:
    text = pick(table, byte[draws.JUNK]).text(session.person.traits, byte[draws.SLOTS :])
    return text[0].upper() + text[1:]


def _said(text: str, category: str, byte: bytes) -> Conversation:
    return conversation(text, category, byte[draws.TALK], byte[draws.REPLY])


def boot_file(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """A line of the prompt or of a boot file, taken for something worth remembering."""
    text = pick(junk_words.BOOT_FILE, byte[draws.JUNK])
    start = pick(junk_words.BOOT_STARTS, byte[draws.JUNK_LOW])
    talk = pick(_STARTED, byte[draws.TALK])
    return _draft(session, start + text, talk, "preferences", by_agent=byte[draws.SIDE] < 90)


def dump(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """A whole document: 800 to 2,500 characters on many lines."""
    table = dump_words.SECTIONS
    start, step = byte[draws.JUNK], 1 + 2 * (byte[draws.JUNK_LOW] % 4)
    count = 7 + byte[draws.SOURCE] % 10
    sections = [table[(start + step * at) % len(table)] for at in range(count)]
    title = pick(_TITLES, byte[draws.MEND]).text(session.person.traits, byte[draws.SLOTS :])
    return _draft(session, "\n".join((title, *sections)), _PASTED, "technology")


def profile(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """A profile that nobody gave: the John Doe of the model's training data."""
    talk = spoken("Hi, who am I?", "I don't know much about you yet.")
    return _draft(session, _filled(_PROFILES, session, byte), talk, "personal_details")


def feedback_loop(_world: World, session: Session, _number: int, _byte: bytes) -> Draft:
    """The same sentence, recalled and stored again and again."""
    return _draft(session, junk_words.FEEDBACK_LOOP, _LOOPED, "preferences")


def heartbeat(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """The noise of schedules and health checks."""
    text = _filled(_HEARTBEATS, session, byte)
    talk = pick(_POLLED, byte[draws.TALK])
    return _draft(session, text, talk, "technology", by_agent=byte[draws.SIDE] < 160)


def residue(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """What was true for an hour, while a task ran."""
    talk = spoken("Go on with the task.", "Working on it. I'll report back when it is done.")
    return _draft(session, _filled(_RESIDUE, session, byte), talk, "technology")


def fragment(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """Text without content. A history cannot hold the word null, so that one has none (`from_wire`)."""
    text = pick(junk_words.FRAGMENTS, byte[draws.JUNK])
    return _draft(session, text, spoken(text), "preferences")


def relative(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """A fact that says when only to those who were there."""
    text, _, said = _filled(_RELATIVE, session, byte).partition(" | ")
    return _draft(session, text, _said(said, "personal_details", byte), "milestones")


def persona(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """The assistant's own words, remembered as if they were about the person."""
    talk = spoken("What do you remember about me?", "I'm happy to help with anything you need.")
    return _draft(session, _filled(_PERSONAS, session, byte), talk, "personal_details")


def secret(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """A leaked key: shaped like one, and plainly false."""
    text = _filled(_SECRETS, session, byte).replace("~", byte[40:52].hex())
    return _draft(session, text, spoken(f"Keep this for later: {text}", "Saved."), "technology")


def injection(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """Text that gives orders to whatever reads it."""
    text = _filled(_INJECTIONS, session, byte)
    talk = spoken(f"Summarise this page for me: {text}", "The page is about hotels.")
    return _draft(session, text, talk, "finance")


def hostile(_world: World, session: Session, _number: int, byte: bytes) -> Draft:
    """Characters that drive a terminal, hide, reorder or pose as markup."""
    text = _filled(_HOSTILE, session, byte)
    return _draft(session, text, _said(f"Please note: {text}", "technology", byte), "technology")
