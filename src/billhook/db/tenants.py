"""Tenancy: one account in one mode, and what a process may remember of it.

A tenant is in live mode or in test mode; neither sees anything of the other. What is needed on every request (the
settings, the webhook subscriptions) is kept in memory together with the version it was read at, and each
write transaction begins by comparing that version, so a write never acts on old knowledge.
"""

from dataclasses import dataclass, field
from typing import Protocol

from billhook.account_settings.limits import Limits
from billhook.account_settings.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class Subscription:
    """An enabled webhook endpoint as far as a commit needs it."""

    endpoint: str
    event_types: frozenset[str]

    def wants(self, event_type: str) -> bool:
        return "*" in self.event_types or event_type in self.event_types


@dataclass(frozen=True, slots=True)
class Tenant:
    """One account in one mode.

    `api_version` is the account's default, at which its events are rendered. `public_url` is where payers and
    SDKs reach this server. `link_key` signs links that live longer than their invoice's own. `parent` is the account
    that a sandbox belongs to. `is_platform`: it is of the first account of the installation, which acts for the others.
    `processor` is the name of the one that new payments are asked of; empty for that of test mode, and for none in
    live mode.
    """

    id: int
    account: str
    livemode: bool
    version: int
    api_version: str
    settings: AccountSettings
    subscriptions: tuple[Subscription, ...]
    public_url: str
    link_key: bytes = field(default=b"", repr=False)
    parent: str | None = None
    is_platform: bool = False
    processor: str = ""

    @property
    def root(self) -> str:
        """The account that has people and settings of its own: this one, or the one that a sandbox belongs to."""
        return self.parent or self.account

    @property
    def events_kept_days(self) -> int:
        """Days for which an event is kept and offered, with its deliveries; 0 for ever."""
        return self.settings.events_kept_days_live if self.livemode else self.settings.events_kept_days_test

    @property
    def mails_kept_days(self) -> int:
        """Days for which a mail about an invoice that is over is kept, with its papers; 0 for ever."""
        return self.settings.mails_kept_days_live if self.livemode else self.settings.mails_kept_days_test

    @property
    def requests_kept_days(self) -> int:
        """Days for which a request is kept and offered in the log of requests; 0 for ever."""
        return self.settings.requests_kept_days_live if self.livemode else self.settings.requests_kept_days_test

    @property
    def keeps_responses(self) -> bool:
        """Whether the log of requests keeps the responses of requests that succeeded."""
        if self.livemode:
            return self.settings.requests_keep_responses_live
        return self.settings.requests_keep_responses_test

    @property
    def limits(self) -> Limits | None:
        """How much each key may ask; None if there are no limits."""
        of = self.settings
        if self.livemode:
            return Limits.of(of.requests_per_second_live, of.requests_per_second_route_live, of.requests_at_once_live)
        return Limits.of(of.requests_per_second_test, of.requests_per_second_route_test, of.requests_at_once_test)


class NoSuchTenant(LookupError):
    """There is no tenant of this number: it was a sandbox, and is thrown away."""


class Tenants(Protocol):
    """Knows the tenants; `accounts.directory.Directory` is one."""

    async def tenant(self, tenant_id: int) -> Tenant:
        """A tenant by its number, read anew. Raises NoSuchTenant."""
        ...
