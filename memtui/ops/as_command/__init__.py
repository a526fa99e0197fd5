"""What a screen shows as something to run elsewhere: a command of memtui, curl, or Python."""
