"""`python -m memtui` is the `memtui` command."""

from __future__ import annotations

from memtui.cli.main import run

if __name__ == "__main__":
    run()
