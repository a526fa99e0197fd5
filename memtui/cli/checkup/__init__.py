"""Checks of the terminal, for `memtui doctor`, and how what all checks found is printed."""
