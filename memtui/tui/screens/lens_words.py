"""What is said of a lens, in the bars and wherever else it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from memtui.adapters.base import Feature
from memtui.tui.lines import number
from memtui.tui.state import Lens


def possible(lens: Lens, lacks: Mapping[Feature, str]) -> Lens:
    """The lens with what a service does not have turned off."""
    return replace(
        lens,
        rerank=lens.rerank and "rerank" not in lacks,
        keyword=lens.keyword and "keyword_search" not in lacks,
    )


def lens_told(lens: Lens) -> str:
    """What a lens is, in a few words; nothing of what it leaves as it is."""
    said = [f"best {number(lens.top_k)}"]
    if lens.threshold:
        said.append(f"score >= {threshold_told(lens.threshold)}")
    return " · ".join(said + ["rerank"] * lens.rerank + ["keywords"] * lens.keyword)


def threshold_told(threshold: float) -> str:
    """A threshold with two digits, or with as many as were typed."""
    return f"{threshold:.2f}" if round(threshold, 2) == threshold else f"{threshold:g}"


def results_told(count: int) -> str:
    """How many matches there are."""
    return "best match" if count == 1 else "best matches"
