"""One contract, asked of every service that memtui knows."""
