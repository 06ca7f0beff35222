"""Gives every test that asks for `billhook` a sandbox of its own."""

pytest_plugins = ["billhook.testing"]
