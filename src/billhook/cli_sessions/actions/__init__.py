"""What changes sessions of the portal."""
