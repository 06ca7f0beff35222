"""Developers: API keys, webhooks and their deliveries, events, the mails that were sent, and code to copy."""
