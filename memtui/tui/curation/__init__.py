"""How the browse screen changes memories: from a key to a plan, its work, and what is said of it."""
