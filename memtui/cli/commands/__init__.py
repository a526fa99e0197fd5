"""The commands, one a module: `configure(parser)` adds the arguments and sets `run`."""
