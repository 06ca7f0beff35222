"""Reports: the figures of Home one by one, larger, with every row, and as CSV files."""
