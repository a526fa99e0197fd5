"""Every command, one after another in this process: `python commands.py FILE`, a list of argument lists."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from memtui.cli.main import main

if __name__ == "__main__":
    for argv in json.loads(Path(sys.argv[1]).read_text("utf-8")):
        main(argv)
    sys.stdout.flush()
