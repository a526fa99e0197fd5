"""The embedded store over HTTP, with the contract of the Mem0 Platform."""
