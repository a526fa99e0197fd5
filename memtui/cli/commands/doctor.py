"""`memtui doctor`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import chain

from memtui.cli.checkup.answering import PATIENCE, REMOTE_PATIENCE, check_answer
from memtui.cli.checkup.clipboard import check_clipboard
from memtui.cli.checkup.report import as_json, print_line, summary
from memtui.cli.checkup.screen import check_screen
from memtui.cli.checkup.terminal import check_terminal, is_remote
from memtui.cli.output import emit_json, tell
from memtui.cli.service import profile_of
from memtui.core.diagnosis import Check, Diagnosis
from memtui.core.errors import MemtuiError
from memtui.core.profile import Profile
from memtui.state.checkup.choice import Named, check_choice, choose
from memtui.state.checkup.configuration import check_configuration
from memtui.state.checkup.folders import check_files
from memtui.state.checkup.python import SAMPLES, check_bytecode, check_python
from memtui.state.checkup.unfinished import check_operations
from memtui.state.paths import journal_file

_SAY_ALL = ("db", "base_url", "demo", "kind", "size")
"""Flags whose mistakes are those of the command line."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `doctor`."""
    parser.add_argument(
        "--thorough",
        action="store_true",
        help="look through a large store for damage too, which takes a while",
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.epilog = """\
examples:
  memtui doctor
  memtui doctor --profile work
  memtui doctor --db audit.db --thorough
  memtui doctor --json | jq '.[] | select(.state != "ok")'

It looks and changes nothing. A key is fetched and sent to its service, and never shown. The exit code is
1 when something failed; warnings leave it at 0.

Off a terminal a row is: state, area, check, found, remedy, with a TAB between them.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at everything, and tell each finding as it comes."""
    named = Named(arguments.db, arguments.base_url, arguments.demo, arguments.profile)
    by_flags = any(getattr(arguments, flag) not in {None, False} for flag in _SAY_ALL)
    profile = choose(lambda: profile_of(arguments), by_flags=by_flags)
    all_found = []
    for found in _checks(arguments, named, profile):
        all_found.append(found)
        if not arguments.json:
            print_line(found)
    if arguments.json:
        emit_json([as_json(found) for found in all_found], indent=2)
    else:
        tell(summary(all_found))
    return int(any(found.state == "failed" for found in all_found))


def _checks(arguments: argparse.Namespace, named: Named, profile: Profile | Diagnosis) -> Iterator[Diagnosis]:
    yield from _guarded("installation", _of_installation())
    yield from _guarded("terminal", _of_terminal())
    yield from _guarded("configuration", _of_configuration())
    yield from _guarded("profile", _of_profile(named, profile, thorough=arguments.thorough))
    yield from _guarded("files", _of_files())


def _guarded(area: str, checks: Iterator[Diagnosis]) -> Iterator[Diagnosis]:
    """The findings of an area; an error that nobody foresaw is one too, and the other areas still follow."""
    try:
        yield from checks
    except MemtuiError as error:
        yield Check(area, "check").error(error, "See to that first.")
    except OSError as error:
        yield Check(area, "check").failed(f"the system refuses: {error}", "See to that first.")


def _of_installation() -> Iterator[Diagnosis]:
    yield check_python()
    for package, samples in SAMPLES.items():
        yield check_bytecode(package, samples)


def _of_terminal() -> Iterator[Diagnosis]:
    yield from check_terminal(os.environ)
    if sys.stdin.isatty() and sys.stdout.isatty():
        patience = REMOTE_PATIENCE if is_remote(os.environ) else PATIENCE
        yield check_answer(sys.stdin.fileno(), sys.stdout.fileno(), patience)
    yield check_clipboard(os.environ)


def _of_configuration() -> Iterator[Diagnosis]:
    told: set[str] = set()
    for found in chain(check_configuration(), check_screen()):
        # A file that cannot be read is told of once.
        if found.found not in told:
            told.add(found.found)
            yield found


def _of_profile(named: Named, profile: Profile | Diagnosis, *, thorough: bool) -> Iterator[Diagnosis]:
    if isinstance(profile, Diagnosis):
        yield profile
        return
    chosen = list(check_choice(named, profile))
    yield from chosen
    # Without its key a service would only say so once more.
    if not any(found.state == "failed" for found in chosen):
        yield from _of_service(profile, thorough=thorough)


def _of_files() -> Iterator[Diagnosis]:
    yield from check_files()
    yield check_operations(journal_file())


def _of_service(profile: Profile, *, thorough: bool) -> Iterator[Diagnosis]:
    if profile.kind != "local":
        from memtui.ops.checkup.service import check_service
        from memtui.ops.running import run as finished

        yield from finished(check_service(profile))
    elif profile.path is None:
        yield Check("store", "file").ok("made-up memories, in a store that is thrown away")
    else:
        from memtui.ops.checkup.store import check_store

        yield from check_store(profile.path, thorough=thorough, is_read_only=profile.read_only)
