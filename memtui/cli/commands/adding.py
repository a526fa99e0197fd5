"""`memtui add`."""

from __future__ import annotations

import argparse

from memtui.cli.changing import Change, Report, add_agreement
from memtui.cli.desks import refuse_read_only
from memtui.cli.given import STDIN, content_of, memory_text
from memtui.cli.options import add_service_options, option_texts
from memtui.core.drafting import OPTION, ROLES, Message, Taking, TypedMemory, drafted
from memtui.core.errors import DataError, RefusedError, UsageError
from memtui.core.models import ENTITY_TYPES, ScopeField, scope_field
from memtui.core.safety import checked_name
from memtui.core.times import today
from memtui.core.typed_json import TypingError, read_json
from memtui.ops.desk import Desk
from memtui.ops.planning import plan_add
from memtui.ops.plans import Plan

_FLAGS = {"metadata": "--metadata", "categories": "--categories", "expiration_date": "--expires"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `add`."""
    parser.add_argument("text", metavar="TEXT", nargs="?", help="the memory; - to read it from stdin")
    parser.add_argument(
        "--messages", metavar="FILE", help="a conversation: a JSON list of role and content; - for stdin"
    )
    group = parser.add_argument_group("whose it is (one at least)")
    for entity_type in ENTITY_TYPES:
        group.add_argument(f"--{entity_type}-id", metavar="NAME", help=f"of this {entity_type}")
    group = parser.add_argument_group("what goes with it")
    group.add_argument("--metadata", metavar="JSON", help="a JSON object")
    group.add_argument("--categories", metavar="A,B", help="its categories, where the service takes them")
    group.add_argument("--expires", metavar="DATE", help="expires after a day (2027-01-31, today, +30d)")
    group.add_argument("--immutable", action="store_true", help="it can never be changed, only deleted")
    group.add_argument(
        "--infer",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="let the service learn from it what it finds worth remembering; else it is kept word for word",
    )
    add_service_options(parser)
    add_agreement(parser)
    parser.epilog = """\
examples:
  memtui add 'Alice is allergic to nuts' --user-id alice
  memtui add 'Moves to Berlin in May' --user-id alice --metadata '{"source": "call"}' --expires +90d --yes
  memtui add --messages talk.json --user-id alice --agent-id guide --infer
  memtui add 'Moves to Berlin' --user-id alice --infer --option 'includes=where she lives'

A terminal asks first; elsewhere nothing is sent without --yes. `memtui undo` takes it back. Without
--infer each message of a conversation becomes a memory, except those of the system.

When it is done, off a terminal a row is: change, id, whose, memory, note, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Add memories."""
    refuse_read_only(arguments)
    typed = _typed(arguments)

    async def planned(desk: Desk, _: Report) -> Plan:
        if typed.infer and not desk.support.infers:
            raise RefusedError(
                "This service has no model to learn with.",
                hint="Leave --infer out: the text is kept as it is.",
            )
        # What it does not take is left out with a remark, in the plan.
        taking = Taking(desk.adapter.capabilities.kind, options=tuple(typed.options))
        found = drafted(typed, taking, today())
        for name, error in found.problems.items():
            is_option = name.startswith(OPTION)
            flag = f"--option {name.removeprefix(OPTION)}" if is_option else _FLAGS.get(name)
            raise UsageError(f"{flag}: {error.message}" if flag else error.message, hint=error.hint)
        return await plan_add(desk, found.memories)

    stdin = STDIN in (arguments.text, arguments.messages)
    return Change(planned, makes_store=True, stdin_is_taken=stdin).run(arguments)


def _typed(arguments: argparse.Namespace) -> TypedMemory:
    """What the flags say. Raises UsageError, RefusedError, DataError."""
    if (arguments.text is None) is (arguments.messages is None):
        raise UsageError("Give either a text or --messages.", hint="`memtui add 'likes tea' --user-id alice`")
    scope: dict[ScopeField, str] = {}
    for kind in ENTITY_TYPES:
        name = getattr(arguments, f"{kind}_id")
        if name is not None:
            scope[scope_field(kind)] = checked_name(name)
    if not scope:
        raise UsageError(
            "A memory has to belong to somebody.", hint="Give --user-id, --agent-id, --app-id or --run-id."
        )
    return TypedMemory(
        messages=_messages(arguments),
        scope=scope,
        metadata=arguments.metadata or "",
        categories=arguments.categories or "",
        expiration_date=arguments.expires or "",
        infer=arguments.infer,
        immutable=arguments.immutable,
        options=option_texts(arguments),
    )


def _messages(arguments: argparse.Namespace) -> tuple[Message, ...]:
    if arguments.text is not None:
        return (Message("user", memory_text(arguments.text)),)
    try:
        said = read_json(content_of(arguments.messages, "conversation"))
    except TypingError as error:
        raise DataError(f"The conversation is no JSON. {error.message}", hint=error.hint) from None
    if not isinstance(said, list) or not said:
        raise DataError(
            "The conversation is no list of messages.", hint='Write [{"role": "user", "content": "…"}].'
        )
    return tuple(_message(number, one) for number, one in enumerate(said, 1))


def _message(number: int, said: object) -> Message:
    hint = 'Write it as {"role": "user", "content": "…"}.'
    if not isinstance(said, dict) or not isinstance(said.get("content"), str):
        raise DataError(f"Message {number} has no content that is a text.", hint=hint)
    for role in ROLES:
        if said.get("role") == role:
            return Message(role, said["content"])
    raise DataError(f"Message {number} has no role that is one of {', '.join(ROLES)}.", hint=hint)
