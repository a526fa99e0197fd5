"""What can be taken where a condition begins: a field, or a whole condition that is typed."""

from __future__ import annotations

import re
from datetime import datetime

from memtui.core.errors import FilterError
from memtui.core.filter_fields import fields_for
from memtui.core.filter_text import format_field, format_filter
from memtui.core.filters import METADATA, Condition, walk
from memtui.core.profile import ServiceKind
from memtui.core.words import fold
from memtui.ops.filter_values import as_text
from memtui.tui.lines import number
from memtui.tui.modals.builder.offers import Offer, Offers, operator_offers, value_offers
from memtui.tui.modals.builder.picker import Picker
from memtui.tui.modals.builder.reading import read_filter
from memtui.tui.modals.builder.typed_values import wrong_in

_WHOLE = re.compile(r'[\s=<>!(){}"]')
_SIGN = re.compile(r"[=<>(]")
_NOT_FOUND = 5


def offers_for(picker: Picker, kind: ServiceKind, now: datetime) -> Offers:
    """What can be taken in the present step of a condition."""
    if picker.step == "operator":
        return operator_offers(picker, kind)
    if picker.step == "value":
        return value_offers(picker, kind, now)
    text = picker.line.text.strip()
    if not _WHOLE.search(text):
        return _fields(picker, text, kind)
    whole = _whole(text, kind, now)
    # A key of the metadata may have any characters in it.
    is_key = whole.problem and text.startswith(METADATA) and not _SIGN.search(text)
    return _fields(picker, text, kind) if is_key else whole


def _whole(text: str, kind: ServiceKind, now: datetime) -> Offers:
    try:
        tree = read_filter(text)
    except FilterError as error:
        return Offers(problem=str(error))
    if problem := wrong_in(tree, kind, now):
        return Offers(problem=problem)
    size = sum(isinstance(part, Condition) for _, part in walk(tree))
    note = "a whole condition" if size == 1 else f"{size} conditions"
    return Offers((Offer(format_filter(tree), note, tree=tree),))


def _fields(picker: Picker, text: str, kind: ServiceKind) -> Offers:
    named = [
        Offer("metadata.…" if field.name == METADATA else field.name, field.help, field.name, line=field.name)
        for field in fields_for(kind)
    ]
    ranked = sorted(((_rank(offer, text), offer) for offer in (*named, *_keys(picker))), key=lambda p: p[0])
    rows = [offer for rank, offer in ranked if rank < _NOT_FOUND]
    if text.startswith(METADATA):
        rows = [offer for offer in rows if offer.field.startswith(text) and offer.field != METADATA]
        if text != METADATA and all(offer.field != text for offer in rows):
            rows.append(Offer(format_field(text), "a key as it is typed", text))
    is_known = picker.is_fresh or not text or any(not row.field.startswith(METADATA) for row in rows)
    problem = ""
    if not rows:
        problem = "Type the key of the metadata." if text == METADATA else f"{text} is no field here."
    hint = "" if text else "or a whole condition: user_id = alice and not run_id = *"
    return Offers(tuple(rows), problem if is_known else "", hint, unsettled=not is_known)


def _keys(picker: Picker) -> list[Offer]:
    """The keys of the metadata that the store holds."""
    if picker.known_for is None or picker.known_for[0] != METADATA:
        return []
    offers = []
    for known in picker.known.values:
        name = METADATA + as_text(known.value)
        note = "" if known.count is None else number(known.count)
        offers.append(Offer(format_field(name), note, name, line=name))
    return offers


def _rank(offer: Offer, text: str) -> int:
    name, wanted = fold(offer.field), fold(text)
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if any(part.startswith(wanted) for part in re.split(r"[_.]", name)):
        return 2
    if wanted in name:
        return 3
    return 4 if len(wanted) > 2 and wanted in fold(offer.note) else _NOT_FOUND
