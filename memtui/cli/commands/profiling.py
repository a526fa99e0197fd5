"""`memtui profiles`: services that have a name."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from memtui.adapters.base import MemoryAdapter
from memtui.cli.options import add_format, format_of
from memtui.cli.output import emit, tell
from memtui.cli.parser import add_common
from memtui.cli.profile_adding import add_profile, add_settings
from memtui.cli.profile_view import PROFILES, Listed
from memtui.cli.results import ResultPrinter
from memtui.cli.service import ask, profile_of, reading
from memtui.core.display import one_line
from memtui.core.errors import UsageError
from memtui.core.filters import scope_condition
from memtui.core.profile import API_VERSIONS
from memtui.core.queries import MemoryQuery
from memtui.state.config import load_config, remove_profile, set_default
from memtui.state.findings import findings_of
from memtui.state.paths import config_file, default_store

_EXAMPLES = {
    "list": """\
examples:
  memtui profiles list --json

Off a terminal a row is: name, kind, address, where its key is, notes, with a TAB between them.
""",
    "add": """\
examples:
  memtui profiles add work --kind platform --key-env WORK_MEM0_KEY --default
  memtui profiles add team --base-url https://mem0.example --key-command 'pass show mem0/team'
  memtui profiles add box --base-url http://127.0.0.1:8888 --email ada@example.org --key-stdin
  memtui profiles add notes --db ~/notes.db --read-only

--base-url, --kind, --db and --read-only are what the profile will say. With --email the key is the password.
""",
    "remove": """\
examples:
  memtui profiles remove work

A key goes too if memtui keeps it in a file of its own; in a keyring it stays.
""",
    "default": """\
examples:
  memtui profiles default work
""",
    "check": """\
examples:
  memtui profiles check
  memtui profiles check work
""",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `profiles`, each with its own arguments."""
    _add_list(parser)
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    for name, (purpose, add_arguments, run) in _ACTIONS.items():
        action: argparse.ArgumentParser = actions.add_parser(
            name,
            help=purpose,
            description=f"{purpose[:1].upper()}{purpose[1:]}.",
            epilog=_EXAMPLES[name],
            formatter_class=argparse.RawDescriptionHelpFormatter,
            # What stands before the action counts too.
            argument_default=argparse.SUPPRESS if name == "list" else None,
            allow_abbrev=False,
        )
        add_arguments(action)
        add_common(action, fresh=False)
        action.set_defaults(run=run)
    parser.epilog = """\
examples:
  memtui profiles
  memtui profiles add work --kind platform --key-env WORK_MEM0_KEY --default
  memtui profiles check work
  memtui list --profile work

docs/configuration.md describes the file that they are kept in. The account of the mem0 CLI, if there is one,
is the profile mem0-cli.
"""


def _add_list(parser: argparse.ArgumentParser) -> None:
    add_format(parser, "the profiles with their count")


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name")


def _add_add(parser: argparse.ArgumentParser) -> None:
    _add_name(parser)
    add_settings(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="its name; else the service that is meant without one"
    )


def _list(arguments: argparse.Namespace) -> int:
    _refuse(arguments, "db", "profile", "base_url", "demo", "size", "kind")
    config = load_config()
    found = [Listed(entry, name == config.default) for name, entry in config.entries.items()]
    printer = ResultPrinter(PROFILES, format_of(arguments))
    printer.begin(count=len(found), next=None, previous=None)
    if found:
        printer.show(found)
    printer.end()
    if not found:
        tell("There are no profiles. `memtui profiles add NAME --base-url URL` makes one.")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    _refuse(arguments, "profile", "demo", "size")
    entry = add_profile(arguments)
    tell(f"Saved in {config_file()}. `memtui profiles check {entry.name}` tries it.")
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    _refuse(arguments, "db", "profile", "base_url", "demo", "size", "kind", "read_only")
    config = load_config()
    entry = config.named(arguments.name, "NAME")
    if entry.source == "mem0-cli":
        raise UsageError(f"{entry.name} is the account of the mem0 CLI, which keeps it.")
    remove_profile(entry.name)
    stays = " Its key is still in the keyring." if entry.key and entry.key.place == "keyring" else ""
    was_default = " No profile is the default now." if config.default == entry.name else ""
    tell(f"Removed.{was_default}{stays}")
    return 0


def _default(arguments: argparse.Namespace) -> int:
    _refuse(arguments, "db", "profile", "base_url", "demo", "size", "kind", "read_only")
    set_default(load_config().named(arguments.name, "NAME").name)
    tell(f"{arguments.name} is what memtui opens when nothing else is said.")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    if arguments.name is not None:
        _refuse(arguments, "profile")
        arguments.profile = arguments.name

    async def asked(adapter: MemoryAdapter) -> list[str]:
        said = [(await adapter.probe()).description]
        if adapter.capabilities.kind == "platform":
            # A list is what shows which version of the routes is there; v1 reads everything for everybody's.
            await adapter.page(MemoryQuery(scope_condition("user", "memtui")), 1, 1)
            older = findings.recall("list") if findings else None
            said.append(f"API {profile.api_version or older or API_VERSIONS[0]}")
        return said

    named = profile_of(arguments)
    if named.path == default_store() and not named.path.exists():
        emit(one_line(f"{named.name}: embedded store, {named.path}; it is made when something is added"))
        return 0
    with reading(arguments) as profile:
        findings = findings_of(profile)
        said = ask(profile, asked, findings)
    emit(one_line(f"{profile.name}: {', '.join([*said, profile.base_url or str(profile.path)])}"))
    if profile.api_key is not None:
        emit("The login is accepted." if profile.email else "The key is accepted.")
    elif profile.kind != "local":
        emit("It answers without a key.")
    return 0


def _refuse(arguments: argparse.Namespace, *flags: str) -> None:
    for flag in flags:
        if getattr(arguments, flag) not in {None, False}:
            raise UsageError(
                f"--{flag.replace('_', '-')} is not for this.", hint="Try `memtui profiles --help`."
            )


_ACTIONS: dict[
    str, tuple[str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]]
] = {
    "list": ("list them, as without an action", _add_list, _list),
    "add": ("give a service a name", _add_add, _add),
    "remove": ("forget one", _add_name, _remove),
    "default": ("open this one when nothing else is said", _add_name, _default),
    "check": ("tell what answers there, and whether it takes the key", _add_check, _check),
}
"""What each is for, what adds its arguments, and what it does."""
