"""The conversations that memories come from: what was said, with an answer, a question or a greeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memtui.adapters.local.demo.draws import pick
from memtui.adapters.local.demo.words import tables

Message = Mapping[str, Any]
Conversation = tuple[Message, ...]


def _says(role: str, *lines: str) -> Conversation:
    return tuple({"role": role, "content": line} for line in lines)


# What an assistant asks before, and answers after, by category.
_QUESTIONS = tables("""
personal_details: What should I know about you? | Tell me a little about yourself.
family: How is everyone at home? | Anything at home that I should plan around?
home: Anything going on in the house? | What is on the list for the flat?
health: How have you been feeling? | Any appointments or health matters to keep in mind?
milestones: Good news? Tell me. | What was the best part of your month?
food: What are you in the mood for? | Anything you eat often, or never?
music: What have you been listening to? | Shall I put some music on while you work?
hobbies: Any plans for your free time? | What do you do to unwind?
sports: How is the training going? | Are you doing any sport at the moment?
preferences: How would you like me to do this? | Is there anything I should do differently?
work: How is work? | What is on your desk this week?
technology: What does your setup look like? | Which tools do you use for that?
finance: Shall we go through your budget? | What should I keep an eye on this month?
travel: Where are you off to next? | Any wishes for the booking?
support: Is there anything I should note for next time? | How should I handle this in future?
""")
_ANSWERS = tables("""
personal_details: Thanks for telling me. | Good to know, I'll remember that. | Noted.
family: That sounds lovely. I'll keep it in mind. | Noted, I'll plan around it. | Give them my best.
home: Got it. Shall I put it on your list? | Noted. Do you want a reminder? | I've written that down.
health: Thank you, I'll keep that in mind. | Noted. Take care of yourself.
 | I'll remind you when it matters.
milestones: Congratulations, well deserved. | That is wonderful news. | Well done. I'll remember that.
food: Sounds delicious. I'll keep it in mind for suggestions. | Noted for the next shopping list. | Got it.
music: Nice choice. I'll keep an ear out. | Noted, I'll suggest more like that. | Enjoy.
hobbies: That sounds like fun. Noted. | I'd like to hear how it turns out.
 | Got it, I'll keep that time free.
sports: Strong. I'll keep track of it. | Noted. Don't forget to rest. | Good luck, I'll remember that.
preferences: Understood, I'll do it that way. | Noted, thanks for the feedback. | Will do from now on.
work: Noted. Shall I block time for it? | Got it, I'll keep that in mind. | Thanks, that helps me plan.
technology: Good to know, I'll use that for examples. | Noted. I'll keep it in mind. | Makes sense.
finance: Noted. I'll watch for it. | Got it, I'll update the overview. | That is a solid plan.
travel: Noted. I'll keep that in mind when I look for bookings. | Got it. Shall I check prices?
 | Have a good trip.
support: Understood. | Noted, I'll do it that way from now on. | Thank you, added to my notes.
""")
QUESTIONS = {category: _says("assistant", *lines) for category, lines in _QUESTIONS.items()}
ANSWERS = {category: _says("assistant", *lines) for category, lines in _ANSWERS.items()}
GREETINGS = _says(
    "user",
    "Hi, have you got a minute?",
    "Good morning.",
    "Can you help me plan the week?",
    "Hey there.",
    "One more thing.",
    "I need your help with something.",
    "Before I forget.",
    "Are you there?",
)
AGREED = _says("assistant", "Thanks, I've updated that.", "Got it, changed.", "Updated.", "Noted the change.")


def capitalised(text: str) -> str:
    """The text as a sentence."""
    return text if text[0] < "a" else text[0].upper() + text[1:]


def conversation(said: str, category: str, shape: int, choice: int) -> Conversation:
    """One to four messages around what was `said`; two bytes decide how many and which.

    Answers suit the category; without one nobody answers.
    """
    told = {"role": "user", "content": capitalised(said)}
    if shape < 110 or not category:
        return (told,)
    answer = pick(ANSWERS[category], choice)
    if shape < 190:
        return (told, answer)
    question = pick(QUESTIONS[category], choice * 7 & 255)
    if shape < 215:
        return (question, told)
    if shape < 235:
        return (question, told, answer)
    return (pick(GREETINGS, choice * 5 & 255), question, told, answer)


def correction(said: str, category: str, byte: int) -> Conversation | None:
    """The conversation of an update; now and then a service kept none."""
    if byte < 32:
        return None
    told = {"role": "user", "content": capitalised(said)}
    return (told, pick(AGREED, byte * 11 & 255)) if byte < 150 and category else (told,)


def spoken(*lines: str) -> Conversation:
    """A conversation in which the user speaks first and both take turns."""
    roles: Sequence[str] = ("user", "assistant")
    return tuple({"role": roles[at % 2], "content": line} for at, line in enumerate(lines))
