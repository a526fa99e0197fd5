"""The `memtui` command: from arguments to an exit code, and from every error to one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from memtui.core.errors import MemtuiError

INTERRUPTED = 130


def run() -> NoReturn:
    """The entry point of the `memtui` command."""
    _open_missing_streams()
    _end_cleanly_on_signals()
    code = main()
    try:
        sys.stdout.flush()
    except OSError:
        # Nobody reads any more; Python would complain about it once again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; its exit code. Everything goes to stdout and stderr."""
    try:
        from memtui.cli.parser import parse

        arguments = parse(sys.argv[1:] if argv is None else argv)
        code = int(arguments.run(arguments))
        from memtui.cli.output import flush

        flush()
    except SystemExit as stop:
        # --help and --version have printed what was asked.
        return stop.code if isinstance(stop.code, int) else 0
    except MemtuiError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a traceback
        return _crashed(error)
    return code


def _crashed(error: Exception) -> int:
    from memtui.state.log import record_crash

    path = record_crash(error)
    where = f"The details are in {path}." if path else "The details could not be written to the log."
    _complain(f"memtui made a mistake ({type(error).__name__}). {where}")
    return 1


def _complain(sentence: str) -> None:
    from memtui.cli.output import tell

    tell(f"memtui: {sentence}")


def _open_missing_streams() -> None:
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: PTH123, SIM115


def _end_cleanly_on_signals() -> None:
    """Make an ordered end (kill, a closed terminal) unwind the stack, so that temporary files go."""
    import signal

    def end(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
