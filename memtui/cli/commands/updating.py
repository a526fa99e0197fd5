"""`memtui update`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from memtui.cli.changing import Change, Planning, Report, add_agreement
from memtui.cli.choosing import add_choice, choice_of, reads_stdin
from memtui.cli.desks import refuse_read_only
from memtui.cli.given import STDIN, memory_text
from memtui.core.changes import KEEP, MemoryEdit
from memtui.core.errors import UsageError
from memtui.core.rewriting import (
    AddPrefix,
    AddSuffix,
    RemoveMetadata,
    ReplaceText,
    Rule,
    SetExpiration,
    SetMetadata,
)
from memtui.core.times import today
from memtui.core.typed_fields import expiration_typed
from memtui.core.typed_json import TypingError, read_object, read_value
from memtui.ops.choices import Choice, Ids, Matching
from memtui.ops.desk import Desk
from memtui.ops.planning import plan_archive, plan_edit, plan_rewrite
from memtui.ops.plans import Plan

_WHOLE = ("text", "metadata")
_RULES = ("set", "unset", "replace", "prefix", "suffix")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `update`."""
    add_choice(parser)
    group = parser.add_argument_group("what to change")
    group.add_argument("--text", metavar="TEXT", help="the new text of one memory; - to read it from stdin")
    group.add_argument("--metadata", metavar="JSON", help="the whole metadata object")
    group.add_argument("--set", action="append", metavar="KEY=VALUE", help="give a metadata key a value")
    group.add_argument("--unset", action="append", metavar="KEY", help="take a metadata key away")
    group.add_argument(
        "--replace", action="append", nargs=2, metavar=("FIND", "WITH"), help="replace a text in each memory"
    )
    group.add_argument("--regex", action="store_true", help="FIND is a pattern, and WITH may hold \\1")
    group.add_argument("--ignore-case", action="store_true", help="find it whatever its case")
    group.add_argument("--prefix", metavar="TEXT", help="put a text before each memory")
    group.add_argument("--suffix", metavar="TEXT", help="put a text after each memory")
    group.add_argument(
        "--expires", metavar="DATE", help="expire after a day (2027-01-31, today, +30d), or none"
    )
    group.add_argument("--archive", action="store_true", help="expire yesterday: kept, and no longer used")
    add_agreement(parser)
    parser.epilog = """\
examples:
  memtui update --ids 0406fbfd-6e2b-4f1a-be47-aef7fe0c3610 --text 'Alice drinks green tea'
  memtui update --user-id alice --set source=import --unset draft
  memtui update --filter 'user_id = * and keywords contains sk-' --replace 'sk-[A-Za-z0-9]+' '[key]' --regex
  memtui update --filter 'user_id = * and created_at < -180d' --archive

What will change is listed first, with what stays as it is and why. A terminal asks; elsewhere nothing is
sent without --yes. `memtui undo` takes it back. A value of --set is JSON where it is any (5, true, "5"),
else text.

Off a terminal a row is: change, id, whose, [-old-] and {+new+} words, note, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Change memories."""
    refuse_read_only(arguments)
    choice = choice_of(arguments)
    stdin = arguments.text == STDIN
    if stdin and reads_stdin(arguments):
        raise UsageError("Stdin cannot bring both the memories and their text.", hint="Give --text itself.")
    planning = _planning(arguments, choice)
    return Change(planning, stdin_is_taken=stdin or reads_stdin(arguments)).run(arguments)


def _planning(arguments: argparse.Namespace, choice: Choice) -> Planning:
    whole = [f"--{name}" for name in _WHOLE if getattr(arguments, name) is not None]
    rules = [f"--{name}" for name in _RULES if getattr(arguments, name)]
    rules += [f"--{name}" for name in ("prefix", "suffix") if getattr(arguments, name) == ""]
    others = whole + rules + (["--expires"] if arguments.expires is not None else [])
    if (arguments.regex or arguments.ignore_case) and not arguments.replace:
        raise UsageError(
            "--regex and --ignore-case say how --replace finds.", hint="Give --replace FIND WITH."
        )
    if arguments.archive:
        if others:
            raise UsageError(f"--archive and {others[0]} are two changes.", hint="Make one after the other.")
        return lambda desk, report: plan_archive(desk, choice, report)
    if whole and rules:
        raise UsageError(
            f"{whole[0]} sets the whole and {rules[0]} a part.", hint="Make one change after the other."
        )
    if not others:
        raise UsageError("Nothing is to be changed.", hint="Give --text, --set, --replace or another change.")
    if not whole:
        made = _rules(arguments)
        return lambda desk, report: plan_rewrite(desk, choice, made, report)
    return _editing(_edit(arguments), choice)


def _editing(edit: MemoryEdit, choice: Choice) -> Planning:
    """The same edit for all; a text is for one memory alone. Raises UsageError."""
    too_many = UsageError(
        "--text is for one memory: with several, all would say the same.", hint="Use --replace or --prefix."
    )
    if edit.memory is not KEEP and isinstance(choice, Ids) and len(set(choice.memory_ids)) > 1:
        raise too_many

    async def planned(desk: Desk, report: Report) -> Plan:
        sets_text = edit.memory is not KEEP
        # Asked first: a plan of all of them may be long in the making.
        if sets_text and isinstance(choice, Matching) and await desk.adapter.count(choice.query) > 1:
            raise too_many
        plan = await plan_edit(desk, choice, edit, report)
        if edit.metadata is KEEP or not desk.support.merges_metadata:
            return plan
        kept = "This service keeps the metadata keys that the new object lacks."
        return replace(plan, warnings=(*plan.warnings, kept))

    return planned


def _edit(arguments: argparse.Namespace) -> MemoryEdit:
    edit = MemoryEdit()
    if arguments.text is not None:
        hint = "To remove it, use `memtui delete`."
        edit = replace(edit, memory=memory_text(arguments.text, hint=hint))
    if arguments.metadata is not None:
        try:
            edit = replace(edit, metadata=read_object(arguments.metadata))
        except TypingError as error:
            raise UsageError(f"--metadata: {error.message}", hint=error.hint) from None
    if arguments.expires is not None:
        edit = replace(edit, expiration_date=_day(arguments.expires))
    return edit


def _rules(arguments: argparse.Namespace) -> Sequence[Rule]:
    rules: list[Rule] = [
        ReplaceText(find, new, is_regex=arguments.regex, ignore_case=arguments.ignore_case)
        for find, new in arguments.replace or ()
    ]
    if arguments.prefix is not None:
        rules.append(AddPrefix(arguments.prefix))
    if arguments.suffix is not None:
        rules.append(AddSuffix(arguments.suffix))
    for word in arguments.set or ():
        key, sign, value = word.partition("=")
        if not sign:
            raise UsageError(f"--set {word!r} gives no value.", hint="Write it as KEY=VALUE.")
        rules.append(SetMetadata(key, read_value(value)))
    rules += [RemoveMetadata(key) for key in arguments.unset or ()]
    if arguments.expires is not None:
        rules.append(SetExpiration(_day(arguments.expires)))
    return rules


def _day(text: str) -> str | None:
    if not text.strip():
        raise UsageError("--expires is empty.", hint="Write none to let memories live for ever.")
    return expiration_typed(text, today())
