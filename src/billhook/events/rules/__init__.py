"""What is decided about events, without touching anything."""
