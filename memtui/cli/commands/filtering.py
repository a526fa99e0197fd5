"""`memtui filter`: what a filter says, without asking for any memory."""

from __future__ import annotations

import argparse
import sys
from typing import Any, get_args

from memtui.cli.filter_source import read_either
from memtui.cli.findings import repaired, said, warn
from memtui.cli.output import emit, emit_json, tell
from memtui.cli.parser import add_common
from memtui.core.display import is_plain, one_line
from memtui.core.filter_check import Finding, Purpose, check
from memtui.core.filter_json import to_json
from memtui.core.filter_text import format_filter
from memtui.core.profile import ServiceKind
from memtui.core.times import utc_now

_HAS_AN_ERROR = 2
_NOT_FOR_A_SERVICE = {"unknown-field", "illegal-operator"}

_EXAMPLES = {
    "check": """\
examples:
  memtui filter check 'user_id = alice and created_at <= 2024-07-31'
  memtui filter check '{"user_id": "alice", "agent_id": "guide"}' --for platform --json
  memtui filter check 'user_id = alice and keywords icontains tea' --purpose search

A line is: level, code, place in the tree, sentence and repair. Warnings leave the exit code at 0, an error
makes it 2.
""",
    "json": """\
examples:
  memtui filter json 'user_id = alice and created_at > -7d'
  memtui filter json 'user_id = alice and created_at > -7d' --keep-dates
""",
    "text": """\
examples:
  memtui filter text '{"AND": [{"user_id": "alice"}, {"NOT": {"run_id": "*"}}]}'
  echo '{"user_id": {"in": ["alice", "bob"]}}' | memtui filter text -
""",
    "explain": """\
examples:
  memtui filter explain 'user_id = alice and not (run_id = * or length > 800)'
  memtui filter explain 'user_id = * and keywords icontains tea' --demo

With --db, --base-url or --demo each line begins with how many memories match it by itself, expired ones
included; where nothing matches at all, the last line says what takes everything away.
""",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `filter`, each with its own arguments."""
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    adding = [
        ("check", "tell what a service would refuse, and what may not mean what it seems to", _check),
        ("json", "write it as the Mem0 Platform's v2 JSON", _json),
        ("text", "write it as one line of text", _text),
        ("explain", "say in plain words what it means, and how much each part matches", _explain),
    ]
    options = {"check": _add_check_options, "json": _add_json_options}
    for name, purpose, run in adding:
        action: argparse.ArgumentParser = actions.add_parser(
            name,
            help=purpose,
            description=f"{purpose[:1].upper()}{purpose[1:]}.",
            epilog=_EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        action.add_argument("filter", metavar="FILTER", help="text or JSON; @FILE or - (stdin) to read it")
        options.get(name, lambda _: None)(action)
        add_common(action, fresh=False)
        action.set_defaults(run=run)
    parser.epilog = """\
examples:
  memtui filter check 'user_id = alice and agent_id = guide'
  memtui filter json 'user_id = alice and created_at > -7d'
  memtui filter text '{"user_id": "alice", "run_id": "*"}'
  memtui filter explain 'user_id = * and keywords icontains tea' --demo

A filter that begins with { is read as JSON. docs/filters.md describes both forms.
"""


def _add_check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for",
        dest="kind_meant",
        choices=sorted(get_args(ServiceKind)),
        help="the kind of service; else that of the service that is meant",
    )
    parser.add_argument("--purpose", choices=get_args(Purpose), default="list", help="what it is for (list)")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def _add_json_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep-dates", action="store_true", help="leave `today` and `-7d` as they are, for memtui alone"
    )


def _check(arguments: argparse.Namespace) -> int:
    tree = read_either(arguments.filter)
    findings = check(tree, _kind(arguments), now=utc_now(), purpose=arguments.purpose)
    if arguments.json:
        emit_json([_as_json(finding) for finding in findings], indent=2)
    for finding in () if arguments.json else findings:
        place = "/" + "/".join(map(str, finding.path))
        emit(one_line(f"{finding.level} {finding.code} {place}: {said(finding)}"))
    if not findings:
        tell("There is nothing to say against this filter.")
    return _HAS_AN_ERROR if any(finding.level == "error" for finding in findings) else 0


def _kind(arguments: argparse.Namespace) -> ServiceKind:
    if arguments.kind_meant is not None:
        kind: ServiceKind = arguments.kind_meant
        return kind
    # Loaded on first use: it can open services, which nothing else here does.
    from memtui.cli.service import known_kind

    return known_kind(arguments)


def _as_json(finding: Finding) -> dict[str, Any]:
    repair = finding.repair
    return {
        "level": finding.level,
        "code": finding.code,
        "path": list(finding.path),
        "sentence": finding.sentence,
        "repair": None if repair is None else {"label": repair.label, "filter": repaired(finding) or None},
    }


def _json(arguments: argparse.Namespace) -> int:
    tree = read_either(arguments.filter)
    now = utc_now()
    for finding in check(tree, "platform", now=now):
        if finding.code in _NOT_FOR_A_SERVICE:
            warn(finding.sentence)
    emit_json(to_json(tree, None if arguments.keep_dates else now))
    return 0


def _text(arguments: argparse.Namespace) -> int:
    text = format_filter(read_either(arguments.filter))
    emit(text if is_plain(text) or not sys.stdout.isatty() else one_line(text))
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from memtui.cli.explaining import explain

    return explain(read_either(arguments.filter), arguments)
