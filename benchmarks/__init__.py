"""What memtui claims about speed, measured beside its peers: `make bench`."""
