"""The headless command of memtui that prints what a screen shows."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from memtui.core.asked import AllEntities, Asked, Listing, OneHistory, OneMemory
from memtui.core.errors import UsageError
from memtui.core.filter_text import format_filter
from memtui.core.filters import Filter
from memtui.ops.as_command.service import Service

if TYPE_CHECKING:
    from memtui.core.ordering import Order

_USUAL_PAGE = 100


def as_memtui(asked: Asked, service: Service) -> str:
    """One command for a shell. Raises UsageError for what no shell or command takes."""
    return shlex.join(checked(words_of(asked, service)))


def words_of(asked: Asked, service: Service) -> list[str]:
    """The words of the command. Raises UsageError for an id that no command takes."""
    flags = service.flags
    if isinstance(asked, Listing):
        query = asked.query
        pages = ["--page", str(asked.page)] if asked.page > 1 else []
        if asked.page_size != _USUAL_PAGE:
            pages += ["--page-size", str(asked.page_size)]
        which = _which(query.filter, show_expired=query.show_expired)
        return ["memtui", "list", *flags, *which, *_sorted(query.order), *pages]
    if isinstance(asked, AllEntities):
        return ["memtui", "entities", *flags, "--all"]
    if isinstance(asked, OneMemory):
        return _about("get", _id(asked.memory_id), [*flags, *["--json"] * asked.as_json])
    if isinstance(asked, OneHistory):
        return _about("history", _id(asked.memory_id), [*flags])
    search = asked.query
    options = [*flags, *_which(search.filter, show_expired=search.show_expired)]
    options += ["--top-k", str(search.top_k)]
    if search.threshold is not None:
        options += ["--threshold", f"{search.threshold:g}"]
    options += ["--rerank"] * search.rerank + ["--keyword"] * search.keyword
    return _about("search", search.question, options)


def checked(words: list[str]) -> list[str]:
    """The words, if a shell can pass them on. Raises UsageError."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageError("It is no text, which no shell passes on.") from None
        if "\0" in word:
            raise UsageError("There is a null character in it, which no shell passes on.")
    return words


def _which(tree: Filter | None, *, show_expired: bool) -> list[str]:
    # As filter text: there, what cannot be seen is written as its escape.
    words = [] if tree is None else ["--filter", format_filter(tree)]
    return words if show_expired else [*words, "--hide-expired"]


def _sorted(order: Order | None) -> list[str]:
    if order is None:
        return []
    # Loaded when first needed: most lists are shown in their own order.
    from memtui.core.ordering import parse_order, usual

    if parse_order(order.name) == usual(order.field):
        return ["--sort", order.name, *["--reverse"] * (order != usual(order.field))]
    # A key of the metadata that ends as an order does, or with blanks.
    if parse_order(str(order)) != order:
        raise UsageError(
            "The key that it is sorted by has blanks around it, which the command line takes off."
        )
    return ["--sort", str(order)]


def _about(command: str, what: str, options: list[str]) -> list[str]:
    if what.startswith("-"):
        # What begins so would be taken for an option.
        return ["memtui", command, *options, "--", what]
    return ["memtui", command, what, *options]


def _id(memory_id: str) -> str:
    if memory_id != memory_id.strip():
        raise UsageError("The id has blanks around it, which the command line takes off.")
    return memory_id
