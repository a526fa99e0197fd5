"""What goes to the terminal: of every frame that Textual draws, the cells that changed and no others.

`pens` (colours and attributes), `cells` (how wide a text is), `grid` (a screen as cells), `frames` (a frame
read into a grid), `changes` and `sending` (the way from one grid to another) and `wire` (all of it, for every
write) know nothing of screens and files; `driver` puts them into Textual's driver.
"""
