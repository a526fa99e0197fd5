"""`memtui delete`."""

from __future__ import annotations

import argparse

from memtui.cli.changing import Change, Planning, add_agreement
from memtui.cli.choosing import add_choice, choice_of, has_filter, reads_stdin
from memtui.cli.desks import refuse_read_only
from memtui.core.errors import RefusedError, UsageError
from memtui.core.models import ENTITY_TYPES, EntityType
from memtui.core.safety import checked_name
from memtui.ops.planning import plan_delete, plan_delete_entity, plan_reset


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `delete`."""
    add_choice(parser)
    group = parser.add_argument_group("whole entities")
    group.add_argument(
        "--entity", metavar="TYPE:NAME", help="a user, agent, app or run with every memory that belongs to it"
    )
    group.add_argument("--all-entities", action="store_true", help="every entity, with all their memories")
    parser.add_argument(
        "--purge", action="store_true", help="forget what was there before: it cannot be undone"
    )
    add_agreement(parser)
    parser.epilog = """\
examples:
  memtui delete --ids 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610
  memtui delete --filter 'user_id = alice and created_at < 2024-07-01'
  memtui list --filter 'keywords icontains tea' --all --jsonl | jq -r .id | memtui delete --ids - --yes
  memtui delete --entity user:alice --purge

What will go is listed first. A terminal asks; elsewhere nothing is sent without --yes. Everything is
written down before it is sent, so that `memtui undo` brings it back. An empty id, a star in the place of
an id and an empty filter are refused.

Off a terminal a row is: change, id, whose, memory, note, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Delete memories."""
    refuse_read_only(arguments)
    planning = _planning(arguments)
    stdin = reads_stdin(arguments)
    return Change(planning, purge=arguments.purge, stdin_is_taken=stdin).run(arguments)


def _planning(arguments: argparse.Namespace) -> Planning:
    chosen = arguments.ids is not None or has_filter(arguments)
    ways = sum((chosen, arguments.entity is not None, arguments.all_entities))
    if ways > 1:
        raise UsageError(
            "--entity and --all-entities take no other choice.", hint="Use --filter to choose among memories."
        )
    if arguments.all_entities:
        return plan_reset
    if arguments.entity is not None:
        kind, name = _entity(arguments.entity)
        return lambda desk, report: plan_delete_entity(desk, kind, name, report)
    choice = choice_of(arguments)
    return lambda desk, report: plan_delete(desk, choice, report)


def _entity(text: str) -> tuple[EntityType, str]:
    """The entity that `user:alice` names. Raises UsageError, RefusedError."""
    if not text.strip():
        raise RefusedError("An empty name names no entity.", hint="Write it as user:alice.")
    word, colon, name = text.partition(":")
    for kind in ENTITY_TYPES:
        if word == kind and colon:
            return kind, checked_name(name)
    raise UsageError(
        f"{text!r} names no entity.",
        hint=f"Write it as {', '.join(f'{kind}:NAME' for kind in ENTITY_TYPES)}.",
    )
