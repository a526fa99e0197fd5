"""Memories put into the form of a JSON schema by the service: the jobs of this session, and their results."""

from __future__ import annotations

from memtui.tui.service.exports.jobs import Jobs
from memtui.tui.service.exports.page import ExportsPage

__all__ = ["ExportsPage", "Jobs"]
