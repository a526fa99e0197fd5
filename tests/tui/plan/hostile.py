"""Operations whose every text is a stranger's, and what may be drawn of them."""

from __future__ import annotations

from memtui.core.changes import (
    AddedMemory,
    Addition,
    Change,
    Deletion,
    EntityDeletion,
    MemoryEdit,
    NewMemory,
    Update,
)
from memtui.core.display import is_plain
from memtui.core.models import Memory
from memtui.core.profile import ServiceIdentity
from memtui.state.journal import ItemStatus, Journal, NewItem, Operation, OperationStatus, Outcome
from tests.tui.plan.driver import ItemsDriver
from tests.tui.plan.made_up import drafted
from tests.tui.test_hostile import TEXTS as ALL_TEXTS

# The journal's file holds no half characters outside of JSON.
TEXTS = [text for text in ALL_TEXTS if text.isascii() or text.encode("utf-8", "ignore").decode() == text]
HOSTILE_SERVICE = ServiceIdentity("platform", f"https://{TEXTS[0]}", TEXTS[1])
_STATUSES: tuple[ItemStatus, ...] = ("failed", "done", "conflict", "unknown", "cancelled", "skipped")
# A line may be cut between a joiner and what it joins: what may stand at all was settled before.
_JOINERS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")


def changes() -> list[Change]:
    """Every kind of change of every text."""
    found: list[Change] = []
    for number, text in enumerate(TEXTS):
        ring = [TEXTS[(number + step) % len(TEXTS)] for step in range(6)]
        memory = Memory(
            ring[0], text, user_id=ring[1], agent_id=ring[2], metadata={ring[3]: ring[4], "n": [ring[5]]},
            categories=(ring[2], ring[5]), expiration_date=ring[3], created_at=ring[4], immutable=True,
        )  # fmt: skip
        edit = MemoryEdit(ring[5] + text, {ring[3]: ring[5], ring[4]: 1}, (ring[1],), ring[0])
        talk = ({"role": ring[1], "content": ring[2]}, {"role": ring[3], "content": [{"x": ring[4]}]})
        found += [
            Update(memory, edit),
            Deletion(memory),
            Addition(
                NewMemory(text, user_id=ring[2], metadata={ring[1]: ring[0]}), replaces=ring[3], before=memory
            ),
            Addition(NewMemory("", run_id=ring[1], input=talk, infer=True, options={ring[2]: ring[4]})),
            EntityDeletion("app", text),
        ]
    return found


def drafted_hostile(journal: Journal) -> Operation:
    """A plan of them, with hostile notes and a hostile title."""
    items = [NewItem(change, note=TEXTS[at % len(TEXTS)]) for at, change in enumerate(changes())]
    return drafted(journal, items, verb="edit", title="".join(TEXTS[:8]), service=HOSTILE_SERVICE)


def worked_hostile(journal: Journal, ended: OperationStatus = "partly") -> Operation:
    """The same, with all that services say of it."""
    draft = drafted_hostile(journal)
    assert journal.start(draft.id)
    outcomes = []
    for position in range(draft.total):
        text, other = TEXTS[position % len(TEXTS)], TEXTS[(position + 7) % len(TEXTS)]
        outcomes.append(
            Outcome(
                position, _STATUSES[position % len(_STATUSES)], other,
                added=(AddedMemory(text, other, text, other),),
                theirs=Memory(other, text, metadata={text: other}), twins=(text, other),
            )
        )  # fmt: skip
    journal.write(draft.id, outcomes)
    journal.finish(draft.id, ended, "".join(TEXTS[8:12]))
    return journal.operation(draft.id)


def assert_harmless(ui: ItemsDriver) -> None:
    """Nothing drives the terminal or hides, and every line is as wide as its part of the screen."""
    for strip in ui.strips:
        assert is_plain(strip.text.translate(_JOINERS)), ascii(strip.text)
        assert not set(strip.text) & set("\n\t\r"), ascii(strip.text)
    for part in ui.modal.query("*"):
        if part.region:
            strips = part.render_lines(part.outer_size.region)
            assert {strip.cell_length for strip in strips} == {part.outer_size.width}, part
