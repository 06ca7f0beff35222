"""Accounts and API keys, as stored."""

from dataclasses import dataclass

from billhook.account_settings.settings import AccountSettings
from billhook.accounts.rules.new_keys import beginning


@dataclass(frozen=True, slots=True)
class Key:
    """An API key. Of the key itself there is the end, and all of it in `clear` only where it guards nothing.

    `kind` is secret, restricted or publishable. `expires_at` is None for a key that does not end; `last_used_at` is
    written at most once an hour. `permissions` are those of a restricted key, such as `rak_invoice_read`.
    A key without `networks` may be used from everywhere.
    """

    id: str
    kind: str
    name: str | None
    last4: str
    clear: str | None
    livemode: bool
    created: int
    expires_at: int | None
    last_used_at: int | None
    permissions: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether the key guards something: it is a secret key or a restricted one."""
        return self.kind != "publishable"

    @property
    def is_restricted(self) -> bool:
        """Whether the key may do what its permissions say alone."""
        return self.kind == "restricted"

    @property
    def title(self) -> str:
        """The words for a key without a name."""
        return f"{self.kind.capitalize()} key"

    @property
    def masked(self) -> str:
        """The key as people tell it from others: sk_live_…4f2a."""
        return f"{beginning(self.kind, livemode=self.livemode)}…{self.last4}"

    def has_ended(self, now: int) -> bool:
        """Whether the key opens nothing any more."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Account:
    """An account, as stored. What it says of the business are its settings. `test_processor` and `live_processor` are
    the processors that were chosen for its modes; empty for none."""

    id: str
    created: int
    settings: AccountSettings
    test_processor: str = ""
    live_processor: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a key opens: a tenant, how far, and from where. `permissions` is None unless the key is restricted."""

    tenant: int
    kind: str
    expires_at: int | None
    last_used_at: int | None
    permissions: list[str] | None
    networks: list[str] | None
