"""What callers may send about event destinations (platform.md §6.7)."""

from typing import Annotated

from billhook.event_destinations.objects import SECRET, URL
from billhook.events.rules.thin import THIN
from billhook.events.types import DOCUMENTED_TYPES
from billhook.kernel.api_versions import OFFERED
from billhook.wire.params import Expand, Id, Metadata, Params, array, choice, integer, text, text_unset

_Types = Annotated[
    list[Annotated[str, choice("*", *DOCUMENTED_TYPES, *(THIN + name for name in DOCUMENTED_TYPES))]],
    array(len(DOCUMENTED_TYPES) + 1),
]
_Name = Annotated[str, text(255)]


class Target(Params):
    """Where a destination delivers."""

    url: Annotated[str, text(2_048)]


class CreateDestination(Params):
    not_offered = frozenset({"amazon_eventbridge", "azure_event_grid"})

    type: Annotated[str, choice("webhook_endpoint", "amazon_eventbridge", "azure_event_grid")]
    name: _Name
    event_payload: Annotated[str, choice("snapshot", "thin")]
    enabled_events: _Types
    webhook_endpoint: Target | None = None
    description: Annotated[str | None, text_unset(5_000)] = None
    events_from: Annotated[list[Annotated[str, choice("@self", "self")]], array(1)] = []
    include: Annotated[list[Annotated[str, choice(URL, SECRET)]], array(2)] = []
    metadata: Metadata = {}
    snapshot_api_version: Annotated[str | None, choice(*OFFERED)] = None
    expand: Expand = []


class UpdateDestination(Params):
    name: _Name | None = None
    enabled_events: _Types | None = None
    webhook_endpoint: Target | None = None
    description: Annotated[str | None, text_unset(5_000)] = None
    include: Annotated[list[Annotated[str, choice(URL)]], array(1)] = []
    metadata: Metadata = {}
    expand: Expand = []


class RetrieveDestination(Params):
    include: Annotated[list[Annotated[str, choice(URL)]], array(1)] = []
    expand: Expand = []


class ListDestinations(Params):
    """`page` is the last destination of the page before."""

    limit: Annotated[int, integer(-(10**15))] = 20
    page: Id | None = None
    include: Annotated[list[Annotated[str, choice(URL)]], array(1)] = []
    expand: Expand = []
