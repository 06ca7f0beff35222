"""What can be done with a test clock."""
