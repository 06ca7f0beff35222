"""What people may say about API keys."""

from typing import Annotated

from billhook.wire.params import Params, array, choice, choice_unset, text, text_unset
from billhook.wire.restrictions import PERMISSIONS

_Name = Annotated[str | None, text_unset(100)]


_Permissions = Annotated[list[Annotated[str, choice(*PERMISSIONS)]], array(len(PERMISSIONS))]

_Networks = Annotated[list[Annotated[str, text(100)]], array(50)]
LIFETIMES = ("86400", "604800", "2592000", "7776000", "31536000")
"""How long a key may go on, in seconds: a day, a week, 30, 90 or 365 days."""


class CreateKey(Params):
    """`permissions`: what the key may do. It is a restricted key if they are given, and a secret key otherwise.

    `networks`: where it may be used; none is everywhere. `lifetime_seconds`: after how long it ends.
    """

    name: _Name = None
    permissions: _Permissions | None = None
    networks: _Networks = []
    lifetime_seconds: Annotated[str | None, choice_unset(*LIFETIMES)] = None


class RestrictKey(Params):
    permissions: _Permissions


class AllowNetworks(Params):
    networks: _Networks


class NameKey(Params):
    name: _Name = None


class RollKey(Params):
    """`keep_seconds`: how long the old key goes on."""

    keep_seconds: Annotated[str, choice("0", "3600", "86400", "604800")]
