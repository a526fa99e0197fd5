"""Checks of what memtui keeps on this machine, for `memtui doctor`; none of them changes anything."""
