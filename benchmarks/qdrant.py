"""mem0ai's own embedded store, qdrant-client in local mode: `python -m benchmarks.qdrant fill|ask …`.

`fill LINES COUNT FOLDER` stores the first memories of a file with small vectors; `ask FOLDER` prints how many
milliseconds it takes to open it and to list a user's first hundred memories.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import sys
import warnings
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter

_COLLECTION = "mem0"
_DIMENSIONS = 8
_TIMES = 5
_USER = "user00010"


def is_installed() -> bool:
    """Whether it can be measured here."""
    return importlib.util.find_spec("qdrant_client") is not None


def fill(lines: Path, count: int, folder: Path) -> None:
    """Store so many memories. The client waits for the disk after each one: that is switched off."""
    from qdrant_client import QdrantClient
    from qdrant_client.local.persistence import CollectionPersistence
    from qdrant_client.models import Distance, PointStruct, VectorParams

    client = QdrantClient(path=str(folder))
    size = VectorParams(size=_DIMENSIONS, distance=Distance.COSINE)
    client.create_collection(_COLLECTION, vectors_config=size)
    client.close()
    points = CollectionPersistence(str(folder / "collection" / _COLLECTION))
    points.storage.execute("PRAGMA synchronous = OFF")
    points.storage.execute("PRAGMA journal_mode = MEMORY")
    with lines.open(encoding="utf-8") as source:
        for number, line in enumerate(islice(source, count)):
            memory = json.loads(line)
            payload = {"data": memory["memory"]} | {
                name: memory[name] for name in ("user_id", "agent_id", "metadata", "created_at", "updated_at")
            }
            vector = [float((number >> place) % 7 + 1) for place in range(_DIMENSIONS)]
            points.persist(PointStruct(id=memory["id"], vector=vector, payload=payload))
    points.close()


def ask(folder: Path) -> dict[str, float]:
    """What opening it and each page takes."""
    from qdrant_client import QdrantClient
    from qdrant_client.models import Direction, FieldCondition, Filter, MatchValue, OrderBy

    start = perf_counter()
    client = QdrantClient(path=str(folder))
    answers = {"open": (perf_counter() - start) * 1000}
    user = Filter(must=[FieldCondition(key="user_id", match=MatchValue(value=_USER))])
    newest = OrderBy(key="created_at", direction=Direction.DESC)
    questions: dict[str, Callable[[], object]] = {
        "page": lambda: client.scroll(_COLLECTION, limit=100),
        "page of a user": lambda: client.scroll(_COLLECTION, user, limit=100),
        "page of a user, newest first": lambda: client.scroll(_COLLECTION, user, limit=100, order_by=newest),
    }
    for name, question in questions.items():
        times = []
        for _ in range(_TIMES):
            start = perf_counter()
            question()
            times.append((perf_counter() - start) * 1000)
        answers[name] = statistics.median(times)
    client.close()
    return answers


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    else:
        json.dump(ask(Path(sys.argv[2])), sys.stdout)
