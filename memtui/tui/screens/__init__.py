"""Whole screens; a screen holds the state that its panes show."""
