"""What callers may send about webhook endpoints (platform.md §6.3)."""

from typing import Annotated

from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES
from billhook.kernel.api_versions import OFFERED
from billhook.wire.params import Boolean, Expand, Metadata, Page, Params, array, choice, text, text_unset

Url = Annotated[str, text(2_048)]
Types = Annotated[list[Annotated[str, choice("*", *DOCUMENTED_TYPES)]], array(len(DOCUMENTED_TYPES) + 1)]


class CreateEndpoint(Params):
    url: Url
    enabled_events: Types
    api_version: Annotated[str | None, choice(*OFFERED)] = None
    connect: Boolean = False
    description: Annotated[str | None, text_unset(5_000)] = None
    metadata: Metadata = {}
    expand: Expand = []


class UpdateEndpoint(Params):
    url: Annotated[str | None, text(2_048)] = None
    enabled_events: Types | None = None
    disabled: Boolean | None = None
    description: Annotated[str | None, text_unset(5_000)] = None
    metadata: Metadata = {}
    expand: Expand = []


class RollSecret(Params):
    """`keep_seconds`: how long the old secret signs too."""

    keep_seconds: Annotated[str, choice("0", "3600", "86400", "604800")]


class SendTestEvent(Params):
    type: Annotated[str, choice(*sorted(EVENT_TYPES))]


class ListEndpoints(Page):
    pass


class ListDeliveries(Page):
    """The cursors are events, because an endpoint gets each once."""

    status: Annotated[str | None, choice("pending", "delivered", "failed")] = None
