"""What a new key looks like."""

from billhook.kernel.ids import new_secret

_CHARACTERS = 99


def new_key(kind: str, *, livemode: bool) -> str:
    """A fresh key of a kind (secret or publishable) for a mode, such as `sk_live_…`."""
    return new_secret(f"{'sk' if kind == 'secret' else 'pk'}_{'live' if livemode else 'test'}_", _CHARACTERS)
