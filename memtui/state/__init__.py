"""What memtui keeps on this machine: where its files are and which service is meant."""
