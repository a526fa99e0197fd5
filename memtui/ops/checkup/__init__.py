"""Checks of the service that is meant, for `memtui doctor`; none of them changes anything."""
