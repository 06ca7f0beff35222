"""What can be expanded of the account (platform.md §1.6)."""

from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say what hangs on it: the pictures of its brand."""
    registry.refers("account", "settings.branding.icon", "file")
    registry.refers("account", "settings.branding.logo", "file")
