"""What reaches the terminal, byte for byte."""
