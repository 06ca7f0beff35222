"""What changes sessions of the command line."""
