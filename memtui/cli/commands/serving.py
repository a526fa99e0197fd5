"""`memtui serve`."""

from __future__ import annotations

import argparse
import asyncio
import os

from memtui.adapters.factory import open_adapter
from memtui.cli.options import number
from memtui.cli.service import make_default_folder, writing
from memtui.core.errors import UsageError
from memtui.state.keys import key_in


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port", type=lambda text: number(text, 0, 65535), default=8765, metavar="N", help="its port (8765)"
    )
    parser.add_argument(
        "--infer",
        choices=("literal", "refuse"),
        default="literal",
        help="what becomes of an addition that asks to learn (infer: true, as clients do unless told"
        " otherwise): stored word for word, or refused with 400 (literal)",
    )
    parser.add_argument(
        "--queue",
        action="store_true",
        help="answer additions before they are stored, with the number of an event to be asked for",
    )
    parser.add_argument("--access-log", action="store_true", help="one line on stderr for each request")
    parser.epilog = """\
examples:
  memtui serve --demo
  MEMTUI_SERVE_TOKEN=secret memtui serve --db memories.db --host 0.0.0.0

Clients send MEMTUI_SERVE_TOKEN as their API key. Without it any key will do, on loopback only.
There is no model here: nothing is learned, sorted into categories or summed up in other words, and no
webhook is called. docs/mem0-api.md says what each route does instead.
"""
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve an embedded store until interrupted."""
    if arguments.base_url or arguments.kind:
        raise UsageError("Only an embedded store can be served.", hint="Give --db PATH or --demo.")
    token = _token()

    with writing(arguments, embedded_only=True) as profile:
        make_default_folder(profile)
        adapter = open_adapter(profile)
        try:
            from memtui.server.additions import AddPolicy
            from memtui.server.run import serve

            serve(
                adapter,
                host=arguments.host,
                port=arguments.port,
                token=token,
                access_log=arguments.access_log,
                policy=AddPolicy(arguments.infer, arguments.queue),
            )
        finally:
            asyncio.run(adapter.close())
    return 0


def _token() -> str | None:
    """The key that clients must send; None for any. Raises UsageError for one that none could send."""
    text = os.environ.get("MEMTUI_SERVE_TOKEN")
    return key_in(text, "MEMTUI_SERVE_TOKEN").reveal() if text else None
