"""The form of a webhook endpoint: what was typed, as the API takes it, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.dashboard.developers.words import grouped
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.form_bodies import FormBody
from billhook.events.types import EVENT_TYPES
from billhook.kernel.api_versions import OFFERED
from billhook.kernel.errors import ApiError
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import CreateEndpoint, UpdateEndpoint
from billhook.wire.forms import Form

_FIELDS = {"url": "url", "description": "description", "enabled_events": "events", "api_version": "api_version"}
LABELS = {"url": "Endpoint URL", "description": "Description", "events": "Events"}


def versions(usual: str) -> tuple[tuple[str, str], ...]:
    """What an endpoint's API version can be chosen from; without a choice it is `usual`, the account's."""
    return (("", f"Default ({usual})"), *((version, version) for version in reversed(OFFERED)))


@dataclass(frozen=True, slots=True)
class EndpointForm:
    """What stands in the form."""

    url: str = ""
    description: str = ""
    api_version: str = ""
    all_events: bool = False
    events: Sequence[str] = ()

    @staticmethod
    def of(form: FormBody) -> "EndpointForm":
        """What was typed."""
        return EndpointForm(
            url=form.text("url"),
            description=form.text("description"),
            api_version=form.text("api_version"),
            all_events=form.text("all_events") != "",
            events=tuple(form.every("events")),
        )

    @staticmethod
    def about(endpoint: Endpoint) -> "EndpointForm":
        """An endpoint as it is."""
        is_all = "*" in endpoint.enabled_events
        events = () if is_all else tuple(endpoint.enabled_events)
        return EndpointForm(endpoint.url, endpoint.description or "", endpoint.api_version or "", is_all, events)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Every type that can be chosen: those that Billhook sends, and those that the endpoint names already."""
        return grouped(sorted(EVENT_TYPES.union(self.events)))

    @property
    def values(self) -> dict[str, str]:
        """What can be changed, as texts."""
        events = "All events" if self.all_events else ", ".join(sorted(self.events))
        return {"url": self.url, "description": self.description, "events": events}

    def created(self, faults: Faults) -> CreateEndpoint | None:
        """A new endpoint; None, with every fault noted, if something is wrong with it."""
        self._note_what_is_missing(faults)
        version: Form = {"api_version": self.api_version} if self.api_version else {}
        return checked(CreateEndpoint, {**self._shared(), **version}, faults, _field_of)

    def changed(self, faults: Faults) -> UpdateEndpoint | None:
        """What an endpoint becomes; None, with every fault noted, if something is wrong with it."""
        self._note_what_is_missing(faults)
        return checked(UpdateEndpoint, self._shared(), faults, _field_of)

    def _note_what_is_missing(self, faults: Faults) -> None:
        if not self.url:
            faults.fields["url"] = "Enter the address that is told, such as https://example.com/webhooks."
        if not self.all_events and not self.events:
            faults.fields["events"] = "Choose at least one event, or all."

    def _shared(self) -> Form:
        events = ("*",) if self.all_events else self.events
        chosen: Form = {str(index): name for index, name in enumerate(events)}
        return {"url": self.url, "description": self.description, "enabled_events": chosen}


def note(error: ApiError, faults: Faults) -> None:
    """Take in what a verb refused. Of an address the verb says better than the form what is wrong."""
    if error.status == 403:
        raise error
    if error.param == "url":
        faults.fields["url"] = error.message
    else:
        faults.add(error, _field_of)


def _field_of(param: str) -> str | None:
    return _FIELDS.get(param.partition("[")[0])
