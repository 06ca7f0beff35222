"""What a new key looks like."""

from billhook.kernel.ids import new_secret

_CHARACTERS = 99


_BEGINNINGS = {"secret": "sk", "restricted": "rk", "publishable": "pk"}


def beginning(kind: str, *, livemode: bool) -> str:
    """How the keys of a kind and a mode begin, such as `sk_live_`."""
    return f"{_BEGINNINGS[kind]}_{'live' if livemode else 'test'}_"


def new_key(kind: str, *, livemode: bool) -> str:
    """A fresh key of a kind (secret, restricted or publishable) for a mode, such as `sk_live_…`."""
    return new_secret(beginning(kind, livemode=livemode), _CHARACTERS)
