"""What is done with notices and with suppressed addresses."""
