"""Search: over everything from the header of every page, and the rows of pickers in forms."""
