"""Who may have sandboxes."""

from billhook.kernel import errors


def insist_on_parent(*, livemode: bool, parent: str | None) -> None:
    """Raises SANDBOXES_IN_TEST_MODE for a live mode, and SANDBOX_IN_SANDBOX for a sandbox, which has a `parent`."""
    if livemode:
        raise errors.SANDBOXES_IN_TEST_MODE()
    if parent is not None:
        raise errors.SANDBOX_IN_SANDBOX()
