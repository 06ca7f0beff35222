"""Sandboxes as stored: frozen, in Unix seconds of the machine's time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox of an account. The id is the account that it is. The order of the fields is that of the columns.

    `expires_at` is when it ends by itself, `ended_at` when it ended, and `erase_at` when its rows are looked for next.
    """

    id: str
    created: int
    name: str | None
    expires_at: int | None
    ended_at: int | None = None
    erase_at: int | None = None

    @property
    def title(self) -> str:
        """What people read: the name, or the id of one without a name."""
        return self.name or self.id

    @property
    def has_ended(self) -> bool:
        """Whether it was thrown away or has expired."""
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class Opened:
    """A sandbox with the keys that open it. A key that was ended by hand is None."""

    sandbox: Sandbox
    secret_key: str | None
    publishable_key: str | None

    @property
    def id(self) -> str:
        return self.sandbox.id
