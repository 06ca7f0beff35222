"""Developers: API keys, webhooks and their deliveries, events, requests, the mails that were sent, and code to copy."""
