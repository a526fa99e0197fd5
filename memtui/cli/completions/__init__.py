"""Scripts that complete words of `memtui`, one module a shell, made from the outline of the command line."""
