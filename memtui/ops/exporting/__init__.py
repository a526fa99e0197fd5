"""Memories, one history and plans out to a file, for the screen and the command line alike."""
