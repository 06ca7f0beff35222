"""What is done to meters and with their events."""
