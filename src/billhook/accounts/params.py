"""What people may say about API keys."""

from typing import Annotated

from billhook.wire.params import Params, choice, text_unset

_Name = Annotated[str | None, text_unset(100)]


class CreateKey(Params):
    name: _Name = None


class NameKey(Params):
    name: _Name = None


class RollKey(Params):
    """`keep_seconds`: how long the old key goes on."""

    keep_seconds: Annotated[str, choice("0", "3600", "86400", "604800")]
