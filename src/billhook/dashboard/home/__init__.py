"""Home: what needs attention, and what was invoiced and collected."""
