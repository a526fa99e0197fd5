"""The embedded store: memories in one SQLite file."""
