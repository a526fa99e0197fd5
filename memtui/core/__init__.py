"""What a memory, a filter and a difference are: pure Python, no input or output."""
