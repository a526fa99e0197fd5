"""memtui: the terminal workbench for agent memory."""

__version__ = "0.1.0"
