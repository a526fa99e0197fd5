"""A home whose files hold hostile texts, or as many harmless ones, wherever memtui reads a name."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

from memtui.cli.main import main
from tests.hostile.texts import FORMS, lines, short

FILE_NAME = "m\x1b]0;owned\x07\x9b2J\u202e[@click=app.quit][red].db"


def made(folder: Path, *, hostile: bool) -> Path:
    """Fill a folder; the store in it."""
    folder.mkdir(mode=0o700)
    source = folder / "memories.jsonl"
    source.write_text(lines(hostile=hostile), "utf-8")
    store = folder / (FILE_NAME if hostile else "m.db")
    with redirect_stdout(io.StringIO()):
        assert main(["import", str(source), "--db", str(store), "--yes"]) == 0
    _save_filters(folder, str(store), hostile=hostile)
    return store


def _save_filters(folder: Path, service: str, *, hostile: bool) -> None:
    texts = [short(text) for text in FORMS.values()] if hostile else ["tea"] * len(FORMS)
    # Filters that are saved with an older or another program may not be filters at all.
    named = {f"s{number:02} {text}": f"user_id = {text}" for number, text in enumerate(texts)}
    own = folder / "memtui"
    own.mkdir(mode=0o700, exist_ok=True)
    kept = {service: {"named": named, "recent": [f"run_id = {text}" for text in texts[:12]]}}
    (own / "filters.json").write_text(json.dumps(kept), "utf-8")
