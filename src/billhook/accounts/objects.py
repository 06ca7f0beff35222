"""API keys, as stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """An API key. Of the key itself there is the end, and all of it in `clear` only where it guards nothing.

    `kind` is secret or publishable. `expires_at` is None for a key that does not end; `last_used_at` is written at
    most once a minute.
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

    @property
    def is_secret(self) -> bool:
        return self.kind == "secret"

    @property
    def masked(self) -> str:
        """The key as people tell it from others: sk_live_…4f2a."""
        return f"{'sk' if self.is_secret else 'pk'}_{'live' if self.livemode else 'test'}_…{self.last4}"

    def has_ended(self, now: int) -> bool:
        """Whether the key opens nothing any more."""
        return self.expires_at is not None and self.expires_at <= now
