"""The self-hosted Mem0 server: open source, with routes, a key header and limits of its own."""

from memtui.adapters.selfhosted.adapter import SelfHostedAdapter

__all__ = ["SelfHostedAdapter"]
