"""Exports from the screen: what of it, the work beside it, and what is said of that."""
