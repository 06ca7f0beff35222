"""Who asks for an intent by its secret must know it (platform.md §7.10)."""

from hmac import compare_digest

from billhook.kernel import errors


def check_client_secret(given: str | None, secret: str, noun: str) -> None:
    """Raises INVALID_VALUE where another secret was given than that of the `noun`."""
    if given is not None and not compare_digest(given.encode(), secret.encode()):
        raise errors.INVALID_VALUE(
            param="client_secret", name="client_secret", reason=f"is not the secret of this {noun}"
        )
