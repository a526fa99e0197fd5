"""How a memory service is spoken to: the only place that imports httpx or holds SQL of the store."""
