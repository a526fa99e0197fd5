"""Ranked search: which memories hold the most words of a question.

The score is the share of the question's distinct words that a memory holds, in [0, 1]; among equals the
better bm25 comes first, then the newer memory. The question is words only: nothing in it is read as
search syntax.
"""

from __future__ import annotations

import json

from memtui.adapters.local.sources import Statement
from memtui.core.words import question_words


def ranked(question: str, condition: Statement, *, top_k: int, threshold: float) -> Statement | None:
    """The statement whose rows are (row number, score), best first; None when there is no word to find."""
    phrases = ['"' + " ".join(word) + '"' for word in question_words(question)]
    if not phrases:
        return None
    sql = f"""
WITH hits AS (SELECT words.rowid FROM json_each(?) AS phrase CROSS JOIN words WHERE words MATCH phrase.value),
  found AS (SELECT rowid AS row, count(*) AS words FROM hits GROUP BY rowid),
  weighed AS MATERIALIZED (SELECT rowid AS row, bm25(words) AS weight FROM words WHERE words MATCH ?)
SELECT memories.row, found.words * 1.0 / {len(phrases)} AS score
FROM found CROSS JOIN weighed ON weighed.row = found.row CROSS JOIN memories ON memories.row = found.row
WHERE score >= ? AND {condition.sql}
ORDER BY score DESC, weighed.weight, memories.created_us DESC, memories.row DESC LIMIT ?"""
    return Statement(sql, (json.dumps(phrases), " OR ".join(phrases), threshold, *condition.values, top_k))
