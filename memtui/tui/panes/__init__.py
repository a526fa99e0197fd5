"""The panes of the browse screen: they show what they are given and post messages."""
