"""Small parts that every screen has: the bars at its top and bottom."""
