"""How much of a demo is what: one maker of drafts for every thousandth."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat

from memtui.adapters.local.demo import copies, drafts, draws, junk
from memtui.adapters.local.demo.drafts import Draft
from memtui.adapters.local.demo.world import Session, World

Maker = Callable[[World, Session, int, bytes], Draft]

# In thousandths. Good facts come first, because `copies` finds them by their kind.
_SHARES: tuple[tuple[Maker, int], ...] = (
    (drafts.fact, draws.GOOD_FACTS),
    (drafts.foreign_fact, 50),
    (junk.boot_file, 36),
    (copies.duplicate, 20),
    (copies.near_duplicate, 18),
    (junk.feedback_loop, 17),
    (junk.residue, 14),
    (junk.profile, 12),
    (junk.heartbeat, 11),
    (junk.relative, 10),
    (junk.dump, 9),
    (copies.contradiction, 8),
    (junk.persona, 7),
    (junk.fragment, 6),
    (junk.secret, 4),
    (junk.injection, 4),
    (junk.hostile, 4),
)
MAKERS: tuple[Maker, ...] = tuple(chain.from_iterable(repeat(maker, share) for maker, share in _SHARES))
