"""What can be done with the accounts at processors."""
