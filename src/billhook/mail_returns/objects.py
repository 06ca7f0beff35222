"""Suppressed addresses and looks at a mailbox as stored: frozen, in Unix seconds."""

from dataclasses import dataclass

from billhook.mail_returns.rules import following


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets no mails, or got none until it was allowed. The order of the fields is that of the columns.

    `address` is as `comparable` gives it; `reason` is `bounced` or `complained`, with the `words` of the server and
    the `mail` that caused it. Since `allowed_at` it is over; mails with ids below `allowed_above` cause nothing anew.
    """

    address: str
    reason: str
    words: str
    mail: str
    suppressed_at: int
    allowed_at: int | None
    allowed_above: str | None

    @property
    def id(self) -> str:
        return self.address

    @property
    def is_in_force(self) -> bool:
        return self.allowed_at is None

    @property
    def why(self) -> str:
        """Why a mail to the address is not sent."""
        return following.why(self.reason, self.words)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A new secret of the address for relays. Nobody can tell the `token` afterwards."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a mailbox was read: all mails up to `uid`, as long as the server's `uidvalidity` is this one."""

    uidvalidity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Looks:
    """What is known of the looks at a mailbox: the last whole one, how many reports were found in all, and the last
    failure if none succeeded since. Moments are Unix seconds."""

    looked_at: int | None
    reports: int
    failed_at: int | None
    failure: str | None
