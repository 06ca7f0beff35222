"""Search: over everything from the header of every page, the palette of commands, and the rows of pickers in forms."""
