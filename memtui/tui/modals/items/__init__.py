"""What the modals over an operation have in common: its rows, the change under the cursor, and the words."""
