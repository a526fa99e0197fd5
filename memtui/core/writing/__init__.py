"""Memories, histories and plans as text of a file: pure, one piece after another."""
