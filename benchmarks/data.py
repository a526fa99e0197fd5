"""Made-up memories for the benchmarks: `python -m benchmarks.data --size N [FILE]` writes them as JSON Lines.

5,000 users of whom few have much, 20 agents, 6 apps, many runs, metadata, categories and dates over two
years, the newest last. The same size and seed give the same bytes everywhere.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, TextIO

USERS = 5_000
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
_SPAN = 2 * 365 * 86_400 - 86_400
_VERBS, _THINGS, _CATEGORIES = (
    tuple(words.split())
    for words in (
        "avoids buys collects dislikes enjoys forgot found likes misses plans prefers sold studies wants",
        "bread books cats chess coffee cooking cycling dogs gardening guitar hiking jazz opera pasta pottery"
        " running sailing salsa skiing surfing sushi tea violin wine yoga Berlin Lisbon Tokyo Python Rust",
        "family finance food health hobbies home misc music sport tech travel work",
    )
)
_REASONS = (
    "since moving to a new flat last winter",
    "because of an old friend who keeps asking about it every single weekend",
    "when the weather is good and work is quiet",
    "although the doctor said otherwise",
    "before breakfast, mostly on Mondays",
    "with the whole family in the summer house",
)
_SOURCES = ("chat", "email", "import", "voice")
FIRST_ROWS = r"user\d{5} [a-z]+ \w+ and"
"""What a screen shows once it shows memories: the beginning of a text, and nothing else that it has."""


def memories(size: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many memories as the Platform returns them."""
    chance = random.Random(seed)
    users = [f"user{number:05d}" for number in range(USERS)]
    weights = list(accumulate((number + 3) ** -0.7 for number in range(USERS)))
    for number in range(size):
        user = chance.choices(users, cum_weights=weights)[0]
        one, other = chance.choice(_THINGS), chance.choice(_THINGS)
        word = f"w{chance.randrange(50_000):05d}"
        memory: dict[str, Any] = {
            "id": _uuid(chance),
            "memory": f"{user} {chance.choice(_VERBS)} {one} and {other} {chance.choice(_REASONS)} ({word})",
            "user_id": user,
            "agent_id": f"agent-{min(int(chance.expovariate(0.15)), 19):02d}",
        }
        if number % 3 == 0:
            memory["app_id"] = f"app-{chance.randrange(6)}"
        if number % 4 == 0:
            memory["run_id"] = f"run-{chance.randrange(20_000):05d}"
        memory["metadata"] = {"source": chance.choice(_SOURCES), "score": chance.randrange(100)}
        memory["categories"] = chance.sample(_CATEGORIES, chance.choice((0, 1, 1, 2, 3)))
        created = _FIRST + timedelta(
            seconds=number * _SPAN // size, microseconds=chance.randrange(60_000_000)
        )
        changed = created + timedelta(days=chance.randrange(1, 30)) if number % 5 == 0 else created
        memory["created_at"], memory["updated_at"] = _instant(created), _instant(changed)
        if number % 50 == 0:
            memory["expiration_date"] = (created + timedelta(days=400)).date().isoformat()
        yield memory


def write(out: TextIO, size: int, seed: int = 7) -> None:
    """Write so many memories, one a line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    out.writelines(encode(memory) + "\n" for memory in memories(size, seed))


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Made-up memories as JSON Lines.")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("file", nargs="?", type=Path, help="where to write them (stdout)")
    given = parser.parse_args()
    if given.file is None:
        write(sys.stdout, given.size, given.seed)
        return
    with given.file.open("w", encoding="utf-8") as out:
        write(out, given.size, given.seed)


if __name__ == "__main__":
    main()
