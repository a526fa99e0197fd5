"""The functions of ours that conditions call from SQL: what SQL cannot say as the predicate does."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache

from memtui.core.filter_match import category_holds, metadata_holds, text_length
from memtui.core.words import fold


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the conditions use."""

    def holds(text: str, folded: str) -> bool:
        return folded in fold(text)

    def has_metadata(metadata: str | None, key: str, operator: str, value: str) -> bool:
        actual = None if metadata is None else json.loads(metadata).get(key)
        return metadata_holds(actual, operator, json.loads(value))

    connection.create_function("holds", 2, holds, deterministic=True)
    connection.create_function("has_category", 3, _has_category, deterministic=True)
    connection.create_function("has_metadata", 4, has_metadata, deterministic=True)
    connection.create_function("text_length", 1, text_length, deterministic=True)


@lru_cache(maxsize=2048)
def _has_category(categories: str, operator: str, value: str) -> bool:
    # Most memories share a few lists of categories.
    wanted = json.loads(value)
    return category_holds(
        tuple(json.loads(categories)), operator, tuple(wanted) if isinstance(wanted, list) else wanted
    )
