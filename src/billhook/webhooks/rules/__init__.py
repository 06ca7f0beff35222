"""What is decided about webhooks, without touching anything."""
