"""What the command line sends to open a session (platform.md §6.6)."""

from typing import Annotated

from billhook.cli_sessions.rules.proof import ASKED_MAX
from billhook.wire.params import Boolean, Expand, Params, array, text

Address = Annotated[str | None, text(2_048)]


class OpenCliSession(Params):
    """The addresses say where the client forwards events. It does so itself, so they change nothing here."""

    device_name: Annotated[str, text(500)]
    websocket_features: Annotated[list[Annotated[str, text(100)]], array(10)]
    filters: Annotated[str | None, text(ASKED_MAX // 2)] = None
    forward_to_url: Address = None
    forward_connect_to_url: Address = None
    forward_thin_to_url: Address = None
    forward_thin_connect_to_url: Address = None
    expand: Expand = []


class RetryEvent(Params):
    """Without an endpoint and without `for_stripecli` the event goes to every endpoint that had it."""

    not_offered = frozenset({"account"})

    webhook_endpoint: Annotated[str | None, text(100)] = None
    for_stripecli: Boolean = False
    expand: Expand = []
