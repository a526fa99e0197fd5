"""Demo data: realistic memories for trying memtui, and junk to curate."""

from memtui.adapters.local.demo.generator import demo_records

__all__ = ["demo_records"]
